// Reads what somebody chose or wrote in a Block Kit element, in the shape that Slack sends it.

const option = (node) => (node?.dataset.option ? JSON.parse(node.dataset.option) : null);
const valuesOf = (element) => [...element.querySelectorAll("input:checked")].map((one) => one.value);

// A wall-clock time in a zone other than the browser's, as unix seconds.
export function secondsOf(local, zone) {
  const guess = Date.parse(`${local}:00Z`);
  const shown = (at) => {
    const parts = new Intl.DateTimeFormat("en-GB", { timeZone: zone, hourCycle: "h23", year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit" }).formatToParts(at);
    const part = (kind) => parts.find((one) => one.type === kind).value;
    return Date.parse(`${part("year")}-${part("month")}-${part("day")}T${part("hour")}:${part("minute")}:00Z`);
  };
  const once = guess - (shown(guess) - guess);
  return (once - (shown(once) - guess)) / 1000;
}

const READ = {
  static_select: (e) => ({ selected_option: option(e.querySelector("option:checked")) }),
  external_select: (e) => ({ selected_option: option(e.querySelector(".chip")) }),
  radio_buttons: (e) => ({ selected_option: option(e.querySelector("input:checked")) }),
  users_select: (e) => ({ selected_user: e.querySelector("select").value || null }),
  channels_select: (e) => ({ selected_channel: e.querySelector("select").value || null }),
  conversations_select: (e) => ({ selected_conversation: e.querySelector("select").value || null }),
  multi_static_select: (e) => ({ selected_options: [...e.querySelectorAll("input:checked")].map(option) }),
  multi_external_select: (e) => ({ selected_options: [...e.querySelectorAll(".chip")].map(option) }),
  checkboxes: (e) => ({ selected_options: [...e.querySelectorAll("input:checked")].map(option) }),
  multi_users_select: (e) => ({ selected_users: valuesOf(e) }),
  multi_channels_select: (e) => ({ selected_channels: valuesOf(e) }),
  multi_conversations_select: (e) => ({ selected_conversations: valuesOf(e) }),
  datepicker: (e) => ({ selected_date: e.querySelector("input").value || null }),
  timepicker: (e) => ({ selected_time: e.querySelector("input").value || null }),
  datetimepicker: (e) => {
    const input = e.querySelector("input");
    const zone = input.dataset.zone || document.querySelector("[data-my-zone]").dataset.myZone;
    return { selected_date_time: input.value ? secondsOf(input.value, zone) : null };
  },
  file_input: (e) => ({ files: e.uploaded || [] }),
};
const rich = (e) => ({ rich_text_value: e.querySelector("textarea").value || null });
const write = (e) => ({ value: e.querySelector("input, textarea").value || null });

export function stateOf(element) {
  const type = element.dataset.type;
  return { type, ...(type === "rich_text_input" ? rich : READ[type] || write)(element) };
}

const STATELESS = new Set(["button", "overflow", "image", "workflow_button"]);

export function valuesIn(place) {
  const values = {};
  for (const element of place.querySelectorAll(".element[data-action]")) {
    if (STATELESS.has(element.dataset.type)) continue;
    (values[element.dataset.block] ||= {})[element.dataset.action] = stateOf(element);
  }
  return values;
}
