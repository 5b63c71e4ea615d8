"""partners, words to find people by

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
LONGEST_WORD = 48
AT_ONCE = 5_000

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None


def _fill_words() -> None:
    """As the model keeps them: each word of `search_words` once, its beginning only when it is long."""
    member = sa.table('member', sa.column('id'), sa.column('search_words'))
    member_word = sa.table('member_word', sa.column('word'), sa.column('member_id'))
    connection = op.get_bind()
    last = 0
    while True:
        some = sa.select(member.c.id, member.c.search_words).where(member.c.id > last).order_by(member.c.id).limit(AT_ONCE)
        rows = connection.execute(some).all()
        if not rows:
            return
        words = [
            {'word': word, 'member_id': row.id}
            for row in rows
            for word in sorted({one[:LONGEST_WORD] for one in row.search_words.split()})
        ]
        if words:
            connection.execute(sa.insert(member_word), words)
        last = rows[-1].id


def upgrade() -> None:
    postgres = op.get_bind().dialect.name == 'postgresql'
    op.create_table('member_word',
    sa.Column('word', sa.String(length=LONGEST_WORD, collation='C' if postgres else None), nullable=False),
    sa.Column('member_id', BIG_ID, nullable=False),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_member_word_member_id_member'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('word', 'member_id', name=op.f('pk_member_word')),
    sqlite_with_rowid=False
    )
    with op.batch_alter_table('member_word', schema=None) as batch_op:
        batch_op.create_index('ix_member_word_member', ['member_id', 'word'], unique=False)

    _fill_words()

    with op.batch_alter_table('member', schema=None) as batch_op:
        for column in ('unreachable_since', 'blocked_at'):
            there = sa.text(f'{column} IS NOT NULL')
            batch_op.create_index(f'ix_member_{column}', [column], unique=False, sqlite_where=there, postgresql_where=there)

    with op.batch_alter_table('member_role', schema=None) as batch_op:
        batch_op.create_index('ix_member_role_role', ['role', 'member_id'], unique=False)

    with op.batch_alter_table('consent', schema=None) as batch_op:
        batch_op.create_index('ix_consent_member_version', ['member_id', 'version'], unique=False)
        batch_op.drop_index('ix_consent_member_id')

    with op.batch_alter_table('partner', schema=None) as batch_op:
        batch_op.add_column(sa.Column('kind', sa.String(32), server_default='OTHER', nullable=False))
        batch_op.add_column(sa.Column('hidden_at', sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('partner', schema=None) as batch_op:
        batch_op.drop_column('hidden_at')
        batch_op.drop_column('kind')

    with op.batch_alter_table('consent', schema=None) as batch_op:
        batch_op.create_index('ix_consent_member_id', ['member_id'], unique=False)
        batch_op.drop_index('ix_consent_member_version')

    with op.batch_alter_table('member_role', schema=None) as batch_op:
        batch_op.drop_index('ix_member_role_role')

    with op.batch_alter_table('member', schema=None) as batch_op:
        batch_op.drop_index('ix_member_blocked_at')
        batch_op.drop_index('ix_member_unreachable_since')

    op.drop_table('member_word')
