"""One table: a named error → a kind sentence and a next step."""

from collections.abc import Callable

from domain import errors
from screens.kit import Reply, Screen, Toast, column, esc
from screens.mailing import announcements
from screens.navigation import to_menu
from screens.people import blocking, invites, joining

_GONE = "Этого уже нет. Откройте меню — там всё свежее."


def explain(error: errors.ClubError, *, pressed: bool) -> Reply:
    """What to show for a broken rule. `pressed`: a button was pressed, so a toast over its screen is enough."""
    if build := SCREENS.get(type(error)):
        return build()
    text = error.hint if isinstance(error, errors.InvalidAnswer) else TEXTS.get(type(error), _GONE)
    return Toast(text, alert=True) if pressed else Screen(esc(text), column(to_menu()))


# errors that need more than a sentence: a way on
SCREENS: dict[type[errors.ClubError], Callable[[], Screen]] = {
    errors.ConsentNeeded: joining.consent_needed,
    errors.ProfileNeeded: joining.profile_needed,
    errors.InviteInvalid: invites.invalid,
    errors.AnnouncementGone: announcements.gone,
    errors.Blocked: blocking.closed,
}
TEXTS: dict[type[errors.ClubError], str] = {
    errors.NotAllowed: "Это действие вам недоступно. Если так быть не должно, напишите координатору клуба.",
    errors.NotFound: _GONE,
    errors.Outdated: "Эта кнопка из прошлого. Откройте меню — там всё свежее.",
    errors.InvitesFull: "Десять ссылок уже ждут своих людей. Отмените лишние в «Ссылках» — и сделаем новую.",
    errors.LastCoordinator: "Это единственный координатор. Сначала дайте права кому-нибудь ещё, потом снимите эти.",
    errors.EventStarted: "Встреча уже началась, менять запись поздно. В календаре есть другие.",
    errors.EventCancelled: "Эту встречу отменили. В календаре есть другие.",
    errors.RegistrationClosed: "Запись на эту встречу закрыта. В календаре есть другие.",
    errors.AttendanceNotOffered: "Так участвовать в этой встрече нельзя. Откройте её карточку ещё раз.",
    errors.OfferGone: "Это место уже передали дальше. Откройте карточку встречи: там видно, есть ли другие.",
    errors.SideFull: "На этой стороне столов мест уже нет. Сядьте на другую или загляните позже: кто-то передумает.",
    errors.SpeedBegun: "Быстрые встречи уже начались. Подойдите к координатору: он пересадит со следующего раунда.",
    errors.SpeedTooEarly: "Начать можно за полчаса до мероприятия. Пока проверьте, все ли выбрали сторону.",
    errors.SpeedTooFew: "За столами нужны обе стороны: хотя бы один наставник и один, кто ищет наставника.",
    errors.SpeedOver: "Раундов впереди уже нет, менять нечего. Все, кто сидел за столами, выберут, с кем продолжить.",
    errors.WishesClosed: "Выбрать, с кем продолжить, можно после быстрых встреч и ещё неделю.",
    errors.RequestMoved: "Эта заявка уже пошла дальше. Откройте «Наставничество» — там видно, где она сейчас.",
    errors.RequestsFull: (
        "У вас уже три открытые заявки — это много и для вас, и для наставников. "
        "Дождитесь ответа или отзовите одну: «Наставничество» → «Мои заявки»."
    ),
    errors.QuestionsSpent: (
        "Два вопроса по этой заявке уже заданы. Остальное удобно спросить при знакомстве: "
        "возьмите заявку или откажитесь."
    ),
    errors.NoPlaceLeft: "У наставника уже столько пар, сколько он берёт. Выберите другого.",
    errors.GroupsNotLed: (
        "Группу открывают с подтверждённой карточкой, где отмечена «Группа»: «Наставничество» → «Моя карточка»."
    ),
    errors.GroupsFull: "Пять групп — больше одному не удержать. Распустите одну, и откроем новую.",
    errors.GroupFull: "Последнее место в этой группе уже заняли. Есть и другие: «Наставничество» → «Группы».",
    errors.GroupClosed: "Эта группа сейчас не берёт новых людей. Посмотрите другие или опишите, с чем нужна помощь.",
    errors.OwnGroupJoined: "Это ваша группа: вы в ней наставник. Откройте «Мои группы» — там видно, кто в ней.",
    errors.PairEnded: "Эта пара уже завершена, менять в ней нечего. Откройте «Мои пары» — там всё свежее.",
    errors.PairWaits: "Школа ещё не ответила про эту пару. Как только ответит, мы сразу познакомим вас.",
    errors.PairOpinionClosed: (
        "Отзыв об этой паре уже не поменять: ответы открыты обоим или прошёл месяц. "
        "Хочется добавить — напишите координатору клуба."
    ),
    errors.SchoolNeeded: (
        "Сначала нужна организация из списка клуба: «Мой профиль» → «Организация». Не нашлась — напишите координатору."
    ),
    errors.GoalsFull: "Пять целей — больше паре не удержать. Уберите одну, и добавим новую.",
    errors.OtherSideAway: "Коллега сейчас не читает бот. Напишите координатору клуба: он поможет связаться.",
    errors.CardChanged: "Карточку успели изменить. Откройте её ещё раз — там всё свежее.",
    errors.OwnCardReview: "Свою карточку подтверждает другой координатор: его мы уже попросили.",
    errors.PairBlocked: "Этих двоих договорились не ставить в пару. Выберите другого наставника.",
    errors.PairExists: "Эти двое уже в паре. Откройте её: «Наставничество клуба» → «Пары».",
    errors.MeetingChanged: "С этой встречей уже что-то изменилось. Откройте «Встречи» пары — там всё свежее.",
    errors.MeetingPassed: "Это время уже прошло. Предложите другое — коллега ответит одной кнопкой.",
    errors.MeetingsFull: "Впереди уже пять встреч. Проведите или отмените одну, и добавим новую.",
    errors.MeetingTold: "В дневнике уже отмечено, что эта встреча была. Если это ошибка, напишите координатору клуба.",
    errors.MeetingAhead: "Встреча ещё не началась. Дневник откроем сразу после неё.",
    errors.LetterTaken: "Этим письмом уже занимается коллега. Откройте его ещё раз — там видно, кто и что ответил.",
    errors.SeatsTaken: "Свободных мест там уже нет. Ваша запись осталась прежней.",
    errors.EventOver: "Встреча уже прошла. В календаре есть другие.",
    errors.NoSeat: "Билет, отметка и стол — для тех, у кого есть место на встрече. Откройте её карточку ещё раз.",
    errors.SeatGone: "Этот человек больше не записан. Откройте список — там всё свежее.",
    errors.DoorNotOpen: "Отмечать пришедших можно за два часа до начала. Закончить — когда мероприятие начнётся.",
    errors.CheckInNotOpen: "Отметиться можно за 15 минут до начала и до конца встречи.",
    errors.TicketInvalid: "Такого билета у клуба нет. Попросите четыре буквы под QR-кодом или найдите имя в списке.",
    errors.TicketShown: "Это билет на встречу. Покажите его координатору на входе — он отметит, что вы пришли.",
    errors.FeedbackTooEarly: "Встреча ещё не закончилась. Ваше мнение спросим после неё.",
    errors.FeedbackClosed: "Отзывы об этой встрече уже собраны. Спасибо, что хотели ответить!",
    errors.FeedbackNotAsked: (
        "Отзыв оставляют те, кто был на встрече, а отметки о вас нет. Если это ошибка, напишите координатору клуба."
    ),
    errors.TooLateToChange: "Мероприятие уже началось, менять его поздно. Людям можно написать объявление.",
    errors.TooLateToRestore: "Вернуть мероприятие можно 15 минут после отмены. Теперь проще его скопировать.",
    errors.QuestionsFull: "Семь вопросов — больше людям не осилить. Уберите один, и добавим новый.",
    errors.QuestionsClosed: "Мероприятие прошло или отменено, вопросы уже не изменить. Ответы — в таблице участников.",
    errors.CertificatesTooEarly: "Сертификаты выдают, когда мероприятие началось, а за серию — с последнего занятия.",
    errors.NotAttended: "Сертификат — для тех, кто пришёл. Сначала отметьте человека в списке участников.",
    errors.CertificateUnknown: "Сертификата с таким кодом нет. Проверьте знаки: код стоит у QR-кода внизу листа.",
    errors.AnnouncementMoved: "С этим объявлением уже что-то сделали. Откройте его ещё раз — там всё свежее.",
    errors.OwnLetterDesk: "Это ваше письмо: ответит другой координатор. Дописать можно в «Написать координатору».",
    errors.NobodyToSendTo: "Под эти условия никто не подходит. Откройте «Кому» и возьмите шире.",
    errors.AnnouncementUnready: "Объявление ещё не готово: добавьте сообщение, а под альбомом — текст с кнопками.",
    errors.MemberBlocked: "Этому человеку доступ закрыт. Сначала откройте его — кнопка на карточке в «Людях».",
    errors.OrganizationExists: "Организация с таким названием в этом городе уже есть. Поищите её в списке и в архиве.",
    errors.OrganizationMerged: "Эту организацию уже объединили с другой. Откройте «Организации» — там всё свежее.",
    errors.NotOnePerson: (
        "Эти двое встречались в паре, заявке или за одним столом: похоже, это разные люди. Поищите другую запись."
    ),
    errors.ClaimOfOther: (
        "Вы встречались с этим человеком в паре, заявке или за одним столом: похоже, запись не ваша. "
        "Если это всё же вы, покажите код координатору."
    ),
    errors.ClaimTriesOver: "Попытки на сегодня закончились. Завтра можно снова, а новый код даст координатор.",
    errors.TipMoved: "С этим лайфхаком уже что-то сделали. Откройте его ещё раз — там всё свежее.",
    errors.TipsFull: "Три ваших лайфхака уже ждут координатора. Как только прочитает хотя бы один, пришлите новый.",
    errors.DatesPassed: "Начало или конец записи уже в прошлом. Поправьте даты в черновике — и публикуйте.",
}


def incident(number: str) -> Screen:
    """An unknown failure: an apology with the id that leads to the log line."""
    return Screen(
        "Что-то пошло не так у нас. Попробуйте ещё раз через минуту.\n"
        f"Если повторится, назовите координатору номер <code>{esc(number)}</code>.",
        column(to_menu()),
        fresh=True,
    )


def kept_waiting() -> Screen:
    """The database is locked, full or away for longer than a moment; what was sent is done as soon as it is back."""
    return Screen(
        "Сейчас мне нужно больше времени, чем обычно. То, что вы отправили, не пропало: отвечу сам, как только смогу. "
        "Присылать ещё раз не нужно.",
        fresh=True,
    )


def not_fetched() -> Screen:
    """A file somebody sent could not be had from Telegram."""
    return Screen("Файл не загрузился. Пришлите его ещё раз — то, что было до него, сохранено.", column(to_menu()))
