// A vote over the room's line: the answer means that it is kept. Refused or lost, the form takes over, with the same
// tracker, and says so beside its fields; a vote that arrives twice is one ballot.
export function voteByLine({ line, facts, refresh, toast }) {
  document.addEventListener("submit", async (event) => {
    const form = event.target.closest("form[data-vote]");
    const said = form && Object.fromEntries(new FormData(form));
    if (!said?.choice || !line.joined || form.dataset.plain) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const { choice, reason = "", tracker, as = "" } = said;
    const poll_id = Number(/polls\/(\d+)/.exec(form.action)[1]);
    const button = form.querySelector("button[type=submit]");
    button.disabled = true;
    const answer = await line.emit("room_vote", { meeting_id: facts.meeting, poll_id, choice, reason, tracker, as });
    button.disabled = false;
    if (!answer.ok) {
      form.dataset.plain = "yes";
      return form.requestSubmit();
    }
    document.activeElement.blur(); // what somebody is in stays as it is: this is done
    await refresh(["side"]);
    toast(answer.words);
    const told = document.querySelector("#vote .alert");
    if (told) { told.tabIndex = -1; told.focus(); }
  });
}
