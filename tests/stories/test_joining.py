async def test_try(club):
    anna = club.anna
    await anna.joins()
    for m in anna.messages: print("---", m["from"]["first_name"], "|", m.get("text"), [[b["text"] for b in r] for r in m.get("reply_markup",{}).get("inline_keyboard",[])])
    await anna.says("/profile")
    print(anna.sees, anna.buttons)
    await anna.taps("Организация")
    print(anna.sees, anna.buttons)
    await anna.says("маяк")
    print(anna.sees, anna.buttons)
    await anna.taps("Маяк")
    print(anna.sees, anna.buttons)
    await anna.taps("Направления")
    print(anna.sees, anna.buttons)
