// grammY talks to the local Telegram: node check.mjs <base URL> <token> <chat id>
// Prints one JSON object: what grammY understood. The test that started it compares.
import { Bot, GrammyError, InlineKeyboard, InlineQueryResultBuilder, InputFile, Keyboard } from "grammy";

const [apiRoot, token, chat] = process.argv.slice(2);
const chatId = Number(chat);
// a GIF of one transparent point
const PIXEL = "R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7";
const bot = new Bot(token, { client: { apiRoot } });
const seen = [];

bot.command("start", (ctx) => seen.push(["start", ctx.match]));
bot.on("message:text", (ctx) => seen.push(["text", ctx.msg.text, ctx.from.first_name, ctx.chat.type]));
bot.on("message:sticker", (ctx) => seen.push(["sticker", ctx.msg.sticker.emoji]));
bot.on("message:document", (ctx) => seen.push(["document", ctx.msg.document.file_name]));
bot.on("message:photo", (ctx) => seen.push(["photo", ...ctx.msg.photo.map((size) => size.width)]));
bot.on("message:voice", (ctx) => seen.push(["voice", ctx.msg.voice.duration]));
bot.on("message:poll", (ctx) => seen.push(["poll", ctx.msg.poll.question, ctx.msg.forward_origin.type]));
bot.on("message:contact", (ctx) => seen.push(["contact", ctx.msg.contact.first_name]));
bot.on("message:location", (ctx) => seen.push(["location", Math.round(ctx.msg.location.latitude)]));
bot.on("edited_message:text", (ctx) => seen.push(["edited", ctx.msg.text]));
bot.on("my_chat_member", (ctx) => seen.push(["member", ctx.myChatMember.new_chat_member.status]));
bot.on("inline_query", async (ctx) => {
  seen.push(["inline query", ctx.inlineQuery.query, ctx.inlineQuery.chat_type]);
  const article = InlineQueryResultBuilder.article("event:7", "Знакомимся", { description: "чт, 15:00" });
  const button = { text: "Все встречи", start_parameter: "events" };
  await ctx.answerInlineQuery([article.text("<b>Знакомимся</b>", { parse_mode: "HTML" })], { cache_time: 0, button });
});
bot.callbackQuery("late", async (ctx) => {
  seen.push(["late press", ctx.callbackQuery.data, ctx.msg.date]);
  await ctx.answerCallbackQuery("Поздно");
});
bot.on("callback_query:data", async (ctx) => {
  seen.push(["press", ctx.callbackQuery.data, ctx.msg.text]);
  await ctx.answerCallbackQuery({ text: "Записали", show_alert: true });
  await ctx.editMessageText("<b>Ждём вас</b>", { parse_mode: "HTML" });
});

/** Returns what grammY reports when a call is refused. */
async function refusal(call) {
  try {
    await call();
  } catch (error) {
    if (!(error instanceof GrammyError)) throw error;
    return { code: error.error_code, description: error.description, parameters: error.parameters };
  }
  throw new Error("a refusal was expected");
}

await bot.init();
for (const update of await bot.api.getUpdates({ limit: 100, timeout: 0 })) await bot.handleUpdate(update);

const keyboard = new InlineKeyboard().text("Приду", "yes").url("Сайт", "https://club.example/");
const message = await bot.api.sendMessage(chatId, "Завтра — <i>«Знакомимся»</i>", {
  parse_mode: "HTML",
  reply_markup: keyboard,
  link_preview_options: { is_disabled: true },
});
await bot.api.sendMessage(chatId, "Меню ниже", { reply_markup: new Keyboard().text("Меню").resized() });
const document = await bot.api.sendDocument(chatId, new InputFile(Buffer.from("1;2;3"), "Отчёт.csv"), {
  caption: "Отчёт",
  reply_parameters: { message_id: message.message_id },
});
const poster = new InputFile(Buffer.from(PIXEL, "base64"), "Афиша.gif");
const photo = await bot.api.sendPhoto(chatId, poster, { caption: "Афиша", reply_markup: keyboard });
const again = await bot.api.sendPhoto(chatId, photo.photo.at(-1).file_id);
const album = await bot.api.sendMediaGroup(chatId, [
  { type: "photo", media: new InputFile(Buffer.from(PIXEL, "base64"), "Класс.gif"), caption: "Класс" },
  { type: "photo", media: photo.photo.at(-1).file_id },
]);
const poll = await bot.api.sendPoll(chatId, "Когда?", [{ text: "Среда" }, { text: "Четверг" }]);
const file = await bot.api.getFile(document.document.file_id);
const download = await fetch(`${apiRoot}/file/bot${token}/${file.file_path}`);

console.log(
  JSON.stringify({
    me: bot.botInfo.username,
    seen,
    message: { text: message.text, entities: message.entities, buttons: message.reply_markup.inline_keyboard },
    document: {
      name: document.document.file_name,
      caption: document.caption,
      reply_to: document.reply_to_message.text,
      content: await download.text(),
    },
    photo: {
      caption: photo.caption,
      size: [photo.photo[0].width, photo.photo[0].height],
      buttons: photo.reply_markup.inline_keyboard.flat().length,
      same: again.photo[0].file_id === photo.photo[0].file_id,
    },
    album: {
      together: album.every((item) => item.media_group_id === album[0].media_group_id),
      captions: album.map((item) => item.caption ?? null),
    },
    poll: [poll.poll.question, ...poll.poll.options.map((option) => option.text)],
    unknown_chat: await refusal(() => bot.api.sendMessage(777, "Привет")),
    bad_html: await refusal(() => bot.api.sendMessage(chatId, "<b>Привет", { parse_mode: "HTML" })),
    flood: await refusal(() => bot.api.getMyCommands()),
  }),
);
