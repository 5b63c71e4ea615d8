"""live screens outlive the process

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('live_screen',
    sa.Column('chat_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('message_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('what', sa.String(length=64), nullable=False),
    sa.Column('telegram_id', sa.BigInteger(), nullable=False),
    sa.Column('drawn_by', sa.String(length=16), nullable=False),
    sa.Column('drawn_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('chat_id', 'message_id', name=op.f('pk_live_screen'))
    )
    with op.batch_alter_table('live_screen', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_live_screen_telegram_id'), ['telegram_id'], unique=False)


def downgrade() -> None:
    op.drop_table('live_screen')
