"""For whom each handler is: the table of `test_authorization.py`. Whoever adds a handler names it here."""

from enum import Enum, auto


class Who(Enum):
    """Who may. An object of a button is the mentee's, or the pair's of the mentee and the mentor."""

    # guests too, who leave no trace
    ANYBODY = auto()
    # who has consented: to see and to take away what is one's own
    KNOWN = auto()
    # who has finished joining
    MEMBER = auto()
    COORDINATOR = auto()
    # whose own it is: a registration, a request, a certificate, a letter, a subscription
    MENTEE = auto()
    # who is asked, whose card, group or tip it is
    MENTOR = auto()
    # both sides of the pair, or of a table at an evening of quick meetings
    PAIR = auto()
    # both sides of a request, and coordinators
    READER = auto()
    # as MENTEE, but a guest is invited to join
    SEAT = auto()
    # of a school's administration in their own words
    ADMINISTRATION = auto()
    # whom a coordinator has let speak for the school
    SCHOOL = auto()
    # who is in the middle of joining
    JOINING = auto()
    # in the middle of a form (`forms_begun.py`), which is no right by itself
    COORDINATOR_FORM = auto()
    MENTEE_FORM = auto()
    MENTOR_FORM = auto()
    PAIR_FORM = auto()
    # in the middle of a form that tells and changes nothing but itself, or what is one's own: of whatever else they
    # are told that it is gone
    OWN_FORM = auto()
    # as OWN_FORM, for who has finished joining
    MEMBER_FORM = auto()
    # nothing that happens in a private chat with these people comes here
    ELSEWHERE = auto()


# What comes of it for a guest, somebody who has only consented, a member who owns nothing and calls themselves a
# school's administration, the mentee, the mentor, a coordinator, who speaks for the school. «+» they may; «c» consent
# is asked for, «p» the rest of joining, «n» not allowed; «-» refused in some way; «o» the button is of the past; «*»
# that, or a word that nothing is left to do; «.» the handler's filter leaves it to another.
PATTERNS = {
    Who.ANYBODY: "+++++++",
    Who.KNOWN: "c++++++",
    Who.MEMBER: "cp+++++",
    Who.COORDINATOR: "cnnnn+n",
    Who.MENTEE: "c--+---",
    Who.MENTOR: "c---+--",
    Who.PAIR: "c--++--",
    Who.READER: "c--+++-",
    Who.SEAT: "+--+---",
    Who.ADMINISTRATION: "cp+nnn+",
    Who.SCHOOL: "cpnnnn+",
    Who.JOINING: ".+.....",
    Who.COORDINATOR_FORM: "onnnn+n",
    Who.MENTEE_FORM: "*--+---",
    Who.MENTOR_FORM: "*---+--",
    Who.PAIR_FORM: "*--++--",
    Who.OWN_FORM: "o++++++",
    Who.MEMBER_FORM: "*p+++++",
    Who.ELSEWHERE: ".......",
}

# by router, in the order of `bot/routers.py`: names of handlers; «!»: who may press the button of those who are sure,
# where it is not the same people
RULES: dict[str, dict[Who, str]] = {
    "letters_topics": {
        Who.ELSEWHERE: "moved close came unsendable service edited",
    },
    "groups": {
        Who.ELSEWHERE: "answer_in_group _ignore press_in_group added_to_group",
    },
    "home": {
        Who.ANYBODY: "start menu cancel show_help show_privacy about_command about_page",
    },
    "invites": {
        Who.ANYBODY: "follow_link",
        Who.COORDINATOR: "ask make show_waiting cancel",
    },
    "claims": {
        Who.ANYBODY: "enter follow_link",
        Who.KNOWN: "typed take",
        Who.COORDINATOR: "issue",
    },
    "people": {
        Who.COORDINATOR: "typed open_people turn narrow table show past erase",
    },
    "corrections": {
        Who.COORDINATOR: "typed begin choose",
    },
    "blocking": {
        Who.COORDINATOR: "typed begin sure unblock",
    },
    "merging": {
        Who.COORDINATOR: "typed begin pick choose",
    },
    "enrolling": {
        Who.COORDINATOR: "typed begin anew consented",
        Who.COORDINATOR_FORM: "resume choose back distinct save",
    },
    "organizations": {
        Who.COORDINATOR: "typed open_list turn table show people set_type set_town archive",
    },
    "organization_form": {
        Who.COORDINATOR: "typed begin ask_change rename choose_type choose_town save",
    },
    "organizations_typed": {
        Who.COORDINATOR: "typed show_all show settle unsettle keep seek",
    },
    "organizations_merging": {
        Who.COORDINATOR: "typed begin pick choose",
    },
    "organizations_import": {
        Who.COORDINATOR: "words_instead received begin template apply",
    },
    "roles": {
        Who.COORDINATOR: "show_rights show give take",
    },
    "journal": {
        Who.COORDINATOR: "show ask_thing ask_person spreadsheet",
    },
    "partners": {
        Who.ANYBODY: "show_list show",
        Who.COORDINATOR: "add back pick_kind typed edit clear hide",
    },
    "joining": {
        Who.ANYBODY: "join_command begin press_join agree decline",
        Who.KNOWN: "save",
        Who.JOINING: "typed choose toggle move edit later anew",
    },
    "profile": {
        Who.MEMBER: "show typed edit choose toggle",
    },
    "mydata": {
        Who.ANYBODY: "show ask_erase erase",
        Who.KNOWN: "download",
    },
    "events": {
        Who.ANYBODY: (
            "open_link open_calendar show_calendar choose_filter show_card show_listed show_found "
            "show_cover calendar_file"
        ),
        Who.KNOWN: "open_my_events show_my_events show_past_events",
    },
    "registrations": {
        Who.ANYBODY: "sign_up",
        Who.MENTEE: "cancel",
        Who.SEAT: "accept confirm",
    },
    "event_answers": {
        Who.KNOWN: "open_answers choose go correct",
        Who.COORDINATOR: "open_file",
        Who.OWN_FORM: "typed",
    },
    "event_changes": {
        Who.KNOWN: "new_time",
        Who.COORDINATOR: "typed begin_move pick_sitting move begin_call_off call_off restore",
        Who.COORDINATOR_FORM: "drop_note",
    },
    "event_questions": {
        Who.COORDINATOR: "typed show_all show pick_kind add_preset begin back finish edit set_required place remove",
    },
    "desk": {
        Who.COORDINATOR: "open_desk show_desk show_event",
    },
    "event_plan": {
        Who.COORDINATOR: "typed sent begin copy resume pause choose toggle move edit save preview publish discard",
    },
    "event_edit": {
        Who.COORDINATOR: "typed sent show edit choose toggle move confirm",
    },
    "sharing": {
        Who.ANYBODY: "search share",
    },
    "calendar_feed": {
        Who.ANYBODY: "open_feed renew",
        Who.KNOWN: "show close",
    },
    "reminders": {
        Who.KNOWN: "in_general",
        Who.MENTEE: "of_event choose",
    },
    "presence": {
        Who.ANYBODY: "scan",
        Who.KNOWN: "i_am_here",
        Who.COORDINATOR: "show_board open_till admit undo_mark show_word ask_close close reopen",
        Who.MENTEE: "show_ticket",
        Who.COORDINATOR_FORM: "type_code",
        Who.OWN_FORM: "type_word",
    },
    "roster": {
        Who.COORDINATOR: (
            "open_roster show_page narrow ask_name open_card mark choose_role give_role give_seat remove erase"
        ),
        Who.COORDINATOR_FORM: "typed",
    },
    "roster_files": {
        Who.COORDINATOR: "received show_files spreadsheet sign_in_sheet await_file apply",
        Who.COORDINATOR_FORM: "words_instead",
    },
    "newcomers": {
        Who.COORDINATOR: "typed begin drop add_member ask_consent consented",
        Who.COORDINATOR_FORM: "look_for resume choose back distinct save",
    },
    "feedback": {
        Who.KNOWN: "give",
        Who.MENTEE: "ask choose erase_plan end apply ask_applied",
        Who.MENTEE_FORM: "typed",
    },
    "feedback_results": {
        Who.COORDINATOR: "show show_plans show_picture send_table",
    },
    "certificates": {
        Who.ANYBODY: "open_link verify verify_typed",
        Who.KNOWN: "show_mine turn_page download_all",
        Who.MENTEE: "open_one",
    },
    "certificate_names": {
        Who.KNOWN: "typed press",
    },
    "certificate_desk": {
        Who.COORDINATOR: "show issue pack register entry pdf act",
    },
    "speed": {
        Who.MENTEE: "show",
        Who.SEAT: "take_side",
    },
    "speed_desk": {
        Who.COORDINATOR: "typed show switch turn ask_limit invite to_seat choose_side seat ask_start start",
    },
    "speed_evening": {
        Who.COORDINATOR: "shift end show_tables to_leave leave",
    },
    "speed_wishes": {
        # a button of the mentee, whom only the mentor has met
        Who.MENTOR: "wish",
        Who.MENTEE: "open_request",
        Who.PAIR: "show_page show_cards",
    },
    "tips": {
        Who.ANYBODY: "show_tip show_another open_tip",
    },
    "tip_subscriptions": {
        Who.MEMBER: "show_subscription set_cadence",
        Who.MENTEE: (
            "pick_cadence pick_hour pick_weekday pick_directions set_hour set_weekday set_direction pause resume"
        ),
    },
    "tip_reactions": {
        Who.KNOWN: "thank",
        Who.MENTEE: "vote keep tried not_tried",
        Who.OWN_FORM: "typed",
    },
    "tip_library": {
        Who.ANYBODY: "home best",
        Who.KNOWN: "favourites",
    },
    "tip_search": {
        Who.MEMBER: "typed begin turn pick_theme set_theme",
    },
    "tip_proposals": {
        Who.KNOWN: "drop mine",
        Who.MEMBER: "typed came odd begin set_direction set_season without_file to_step send",
        Who.MENTOR: "open_own withdraw",
    },
    "tip_moderation": {
        Who.COORDINATOR: "queue review publish ask_mend mend_direction mend_season send_back",
        Who.COORDINATOR_FORM: "typed",
    },
    "request": {
        Who.ANYBODY: "pause drop",
        Who.MEMBER: "begin anew send",
        Who.MEMBER_FORM: "typed resume choose toggle rank move edit",
    },
    "my_requests": {
        Who.ANYBODY: "typed",
        Who.KNOWN: "show_all",
        Who.MENTEE: "show begin_answer begin_need withdraw reopen",
        Who.MENTEE_FORM: "typed_need",
    },
    "inbox": {
        Who.MEMBER: "show_all",
        Who.MENTOR: "show accept begin_question choose_reason decline",
        Who.MEMBER_FORM: "typed",
    },
    "exchanges": {
        Who.READER: "show",
    },
    "queue": {
        Who.COORDINATOR: "typed open_queue show_queue show show_history take_back close begin show_all pick send pair",
    },
    "mentoring": {
        Who.MEMBER: "home",
        Who.COORDINATOR: "desk",
    },
    "mentor_card": {
        Who.KNOWN: "show drop withdraw",
        Who.MEMBER: "typed begin choose tick move edit save",
        Who.MENTOR: "on_duty",
    },
    "mentor_pause": {
        Who.KNOWN: "typed",
        Who.MENTOR: "ask pause_for end",
    },
    "mentors": {
        Who.MEMBER: "browse choose_direction open_mentor",
    },
    "card_review": {
        Who.COORDINATOR: "typed queue review confirm ask_note",
    },
    "mentor_load": {
        Who.COORDINATOR: (
            "typed_name open_list show_page back show show_card ask_pause pause_for wake relieve ask_capacity "
            "set_capacity"
        ),
        Who.COORDINATOR_FORM: "typed_day typed_capacity",
    },
    "manual_pair": {
        Who.COORDINATOR: "begin make",
        Who.COORDINATOR_FORM: ("typed choose_mentee go_apart choose_form tick settle choose_mentor show_matches back"),
    },
    "blocks": {
        Who.COORDINATOR: "typed show begin begin_with two unblock",
    },
    "desk_pairs": {
        Who.COORDINATOR: "typed show_pairs ask_name table show nudge wake end",
    },
    "handover": {
        Who.COORDINATOR: "typed begin hand hand_all",
    },
    "mentor_groups": {
        Who.MEMBER: "browse choose_direction open_group join",
        Who.MENTOR: "take_into",
        Who.COORDINATOR: "everything",
    },
    "mentor_group_own": {
        Who.KNOWN: "mine",
        Who.MENTOR: "manage set_open people remove outside take_in ask_end complete dissolve",
    },
    "mentor_group": {
        Who.MENTOR: "new save",
        Who.MENTOR_FORM: "typed show pick_direction pick_size",
    },
    "group_edit": {
        Who.MENTOR: "edit pick_direction pick_size",
        Who.OWN_FORM: "typed",
    },
    "group_talk": {
        Who.MENTOR: "write drop",
        Who.MENTOR_FORM: "unsendable send",
        Who.OWN_FORM: "came",
    },
    "group_call": {
        Who.MENTOR: "begin",
        Who.MENTOR_FORM: "show pick_time pick_way no_place pick_minutes send",
        Who.OWN_FORM: "typed",
    },
    "pairs": {
        Who.KNOWN: "mine",
        Who.PAIR: "open_pair more pause resume stop change_mentor contacts share",
        Who.MENTEE: "change_mentor!",
    },
    "pair_feedback": {
        Who.COORDINATOR: "words",
        Who.MENTEE: "ask choose erase",
        Who.MENTEE_FORM: "typed",
        Who.PAIR: "finish give end",
    },
    "thanks": {
        Who.MEMBER: "wall",
        Who.MENTEE: "remove",
        Who.MENTOR: "answer",
        Who.MENTEE_FORM: "typed",
        Who.PAIR: "give send",
    },
    "goals": {
        Who.PAIR: "open_goals new reword open_goal reach remove",
        Who.PAIR_FORM: "typed",
    },
    "relay": {
        Who.ANYBODY: "drop_pending",
        # of a pair that is not theirs they are told that it is over
        Who.MEMBER: "send_pending",
        Who.PAIR: "write history open_message",
        Who.MEMBER_FORM: "came unsendable",
    },
    "pair_meetings": {
        Who.PAIR: "of_pair open_meeting take keep cancel calendar_file",
    },
    "meetings": {
        Who.PAIR: "new move",
        Who.PAIR_FORM: "typed pick show pick_way no_place pick_minutes send",
    },
    "meeting_notes": {
        Who.PAIR: "held not_held ask choose_block choose erase end journal open_entry",
        Who.PAIR_FORM: "typed",
    },
    "meeting_place": {
        Who.PAIR: "begin later",
        Who.PAIR_FORM: "typed",
    },
    "past_meetings": {
        Who.PAIR: "begin",
        Who.PAIR_FORM: "pick record",
        Who.OWN_FORM: "typed pick_way pick_minutes",
    },
    "pair_checks": {
        Who.MENTEE: "answer",
        Who.PAIR: "ask_help",
    },
    "rounds": {
        Who.COORDINATOR: "show page start line others pin unpin forbid allow_all compute_again send drop",
    },
    "school": {
        Who.ADMINISTRATION: "show ask",
        Who.SCHOOL: "show_pairs spreadsheet want_word",
    },
    "school_admins": {
        Who.COORDINATOR: "typed show_desk begin show_candidate grant decline show_school revoke want_word",
    },
    "approvals": {
        Who.SCHOOL: "show_all show agree refuse",
    },
    "letters": {
        Who.ANYBODY: "open_letters drop_waiting",
        Who.KNOWN: "show_own",
        Who.MENTEE: "write show open_message solved send_waiting",
        Who.MENTEE_FORM: "came",
        Who.OWN_FORM: "unsendable",
    },
    "letters_desk": {
        Who.COORDINATOR: "show_queue show open_message take take_over hand give put_back close reopen write",
        Who.COORDINATOR_FORM: "came unsendable send_waiting drop_waiting",
    },
    "announcements": {
        Who.COORDINATOR: "listing open_one copy drop test",
    },
    "composing": {
        Who.COORDINATOR: "came unsendable begin add arrange ask_another remove raise_one keep_words_apart",
    },
    "audience": {
        Who.COORDINATOR: "typed show open_criterion choose clear list_events",
    },
    "announcement_buttons": {
        Who.COORDINATOR: "typed arrange ask_link add_help choose_event add_event choose_tip add_tip remove",
    },
    "announcement_sending": {
        Who.COORDINATOR: (
            "typed prepare start ask_moment pick_moment unschedule ask_reason pick_reason choose_late pick_late"
        ),
    },
    "announcement_links": {
        Who.ANYBODY: "follow_event follow_tip",
        Who.MEMBER: "ask_for_help",
    },
    "correcting": {
        Who.COORDINATOR: "typed pause resume stop recall end_late ask_correction apply_correction report table",
    },
    "mailing_choice": {
        Who.MEMBER: "by_command show choose read",
    },
    "fallback": {
        Who.ANYBODY: "wrong_link unknown_command unknown_text not_text edited stale_press blocked_or_back",
        Who.ELSEWHERE: "own_card",
    },
}

# what a press needs besides an object can't be made up, so that those who may find nothing
WITHOUT_SAMPLE = frozenset(
    {
        "certificates:verify_typed",
        "joining:choose",
        "profile:choose",
        "event_answers:open_file",
        "event_edit:choose",
        "event_plan:choose",
        "mentor_card:choose",
        "mentor_card:tick",
        "tip_reactions:thank",
        "tip_proposals:begin",
        "audience:choose",
        "mailing_choice:read",
    }
)
