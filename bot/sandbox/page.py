"""What the browser is shown: the page, its live pieces and its static files."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha1
from pathlib import Path
from typing import Any

from jinja2 import Environment
from markupsafe import Markup
from werkzeug.exceptions import NotFound
from werkzeug.utils import redirect
from werkzeug.wrappers import Request, Response

from bot.sandbox import faces, mrkdwn
from bot.sandbox.blocks import make_environment, refill
from bot.sandbox.log import Log
from bot.sandbox.scene import LATEST, QUICK, Scene, Where
from bot.sandbox.traffic import Exchange
from bot.sandbox.workspace import Workspace

Json = dict[str, Any]
Answer = Callable[..., Response]
STATIC = Path(__file__).parent / "static"
KINDS = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
# Each region is drawn and compared on its own: a new message does not disturb what somebody is typing.
REGIONS = {
    "top": "top.html",
    "sidebar": "sidebar.html",
    "header": "header.html",
    "stage": "stage.html",
    "composer": "write.html",
    "thread": "thread.html",
    "inspector": "inspector.html",
    "modals": "modals.html",
}
POLL_SECONDS = 25.0
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src 'self' https: http:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


def routes(workspace: Workspace) -> dict[str, Answer]:
    """Werkzeug rule -> what answers it, called as `answer(request, **values)`; all of them are GET."""
    page = Page(workspace)
    return {
        "/": page.show,
        "/sandbox/live": page.follow,
        "/sandbox/directory": page.list_names,
        "/sandbox/traffic/<int:number>": page.show_exchange,
        "/sandbox/static/<name>": page.send_static,
        "/archives/<channel>/<stamp>": page.find_message,
    }


class Page:
    """Draws the workspace for whoever the address says is looking."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.environment: Environment = make_environment()
        self.static = {file.name: file.read_bytes() for file in STATIC.iterdir() if file.suffix in KINDS}
        self.stamp = sha1(b"".join(self.static[name] for name in sorted(self.static))).hexdigest()[:8]

    def show(self, request: Request) -> Response:
        """The whole page."""
        drawn = self.draw(read_where(request, self.workspace))
        html = self.environment.get_template("page.html").render(drawn)
        return Response(html, mimetype="text/html", headers={**HEADERS, "Cache-Control": "no-store"})

    def follow(self, request: Request) -> Response:
        """The regions that differ from those the page has, as soon as anything changed."""
        seen = request.args.get("version", 0, type=int)
        if seen:
            self.workspace.wait(seen, POLL_SECONDS)
        drawn = self.draw(read_where(request, self.workspace))
        have = dict(part.split(":", 1) for part in request.args.get("have", "").split(",") if ":" in part)
        fresh = {name: region for name, region in drawn["regions"].items() if have.get(name) != region["hash"]}
        answer = {
            "version": drawn["version"],
            "at": drawn["where"].at,
            "title": drawn["title"],
            "unread": drawn["place"].get("unread", 0),
            "regions": fresh,
        }
        return Response(json.dumps(answer), mimetype="application/json", headers={"Cache-Control": "no-store"})

    def draw(self, where: Where) -> Json:
        with self.workspace.lock:
            version = self.workspace.version
            context = self.gather(where)
            regions = {name: self.draw_region(template, context) for name, template in REGIONS.items()}
        return {**context, "version": version, "stamp": self.stamp, "regions": regions}

    def draw_region(self, template: str, context: Json) -> Json:
        html = self.environment.get_template(template).render(context)
        return {"html": Markup(html), "hash": sha1(html.encode()).hexdigest()[:12]}

    def gather(self, where: Where) -> Json:
        scene, workspace = Scene(self.workspace, where), self.workspace
        place, app = scene.place(), scene.app()
        log = Log(scene)
        days, earlier = log.days()
        home = workspace.home(scene.me.id)
        place["unread"] = workspace.unread(scene.me.id).get(place["id"], 0)
        return {
            **scene.sidebar(),
            "where": scene.where,
            "title": f"{place['mark']}{place['title']} · {workspace.team_name}",
            "workspace_name": workspace.team_name,
            "clock": faces.draw_clock(workspace),
            "people": scene.people(),
            "me": faces.draw_face(scene.me),
            "reader": scene.reader,
            "place": place,
            "app": app,
            "days": days,
            "earlier": earlier,
            "back": scene.where.back,
            "earlier_href": scene.where.href(),
            "thread": log.thread(),
            "thread_ts": scene.where.thread,
            "home": {"id": home.id, "blocks": refill(home.blocks, home.values)} if home else None,
            "views": [
                {**vars(view), "blocks": refill(view.blocks, view.values)} for view in workspace.views(scene.me.id)
            ],
            "global_shortcuts": [one for one in workspace.app.shortcuts if one["type"] == "global"],
            "message_shortcuts": [one for one in workspace.app.shortcuts if one["type"] == "message"],
            "quick_reactions": [(name, mrkdwn.draw_emoji(name)) for name in QUICK],
            "inspecting": where.inspecting,
            "traffic": [draw_line(one) for one in reversed(list(workspace.traffic)[-80:])] if where.inspecting else [],
        }

    def list_names(self, request: Request) -> Response:
        """Whom and what the composer can complete: people, groups, channels, commands."""
        with self.workspace.lock:
            scene = Scene(self.workspace, read_where(request, self.workspace))
            users = [u for u in self.workspace.users.values() if not u.deleted]
            names = {
                "people": [
                    {
                        "id": u.id,
                        "insert": f"@{u.name}",
                        "name": u.real_name or u.name,
                        "note": faces.write_role(u),
                    }
                    for u in users
                ],
                "groups": [
                    {
                        "id": g.id,
                        "insert": f"@{g.handle}",
                        "name": f"@{g.handle}",
                        "note": f"{g.name} · {len(g.members)} people",
                    }
                    for g in self.workspace.groups.values()
                ],
                "channels": [
                    {"id": c.id, "insert": f"#{c.name}", "name": f"#{c.name}", "note": c.topic}
                    for c in scene.channels
                    if not c.is_direct and not c.is_archived
                ],
                "commands": [
                    {
                        "insert": name,
                        "name": name,
                        "hint": command.get("usage_hint", ""),
                        "note": command.get("description", ""),
                    }
                    for name, command in self.workspace.app.commands.items()
                ],
            }
        return Response(json.dumps(names), mimetype="application/json", headers={"Cache-Control": "no-store"})

    def show_exchange(self, request: Request, number: int) -> Response:
        """One request of the inspector with its bodies."""
        entry = next((one for one in self.workspace.traffic if one.number == number), None)
        if entry is None:
            raise NotFound()
        shown = {
            "status": entry.status,
            "request": write_body(entry.request),
            "answer": write_body(entry.answer),
        }
        html = self.environment.get_template("traffic.html").render(entry=shown)
        return Response(html, mimetype="text/html", headers=HEADERS)

    def send_static(self, request: Request, name: str) -> Response:
        """A style sheet, a script or the icon."""
        if name not in self.static:
            raise NotFound()
        fresh = request.query_string.decode() == self.stamp
        caching = "public, max-age=31536000, immutable" if fresh else "no-cache"
        return Response(
            self.static[name],
            mimetype=KINDS[Path(name).suffix],
            headers={"Cache-Control": caching, **HEADERS},
        )

    def find_message(self, request: Request, channel: str, stamp: str) -> Response:
        """A permalink leads to the message, in its thread if it is a reply."""
        digits = re.fullmatch(r"p(\d{10})(\d{6})", stamp)
        if digits is None:
            raise NotFound()
        where = read_where(request, self.workspace)
        ts, thread = f"{digits[1]}.{digits[2]}", request.args.get("thread_ts", "")
        return redirect(replace(where, at=channel, thread=thread).href(pointed=ts))


def read_where(request: Request, workspace: Workspace) -> Where:
    """Who looks at what, from the address; without a name it is the first person of the company."""
    asked = request.args.get("as", "")
    people = [user.id for user in workspace.users.values() if user.is_person]
    return Where(
        viewer=asked if asked in people else people[0],
        at=request.args.get("at", ""),
        thread=request.args.get("thread", ""),
        pointed=request.args.get("message", ""),
        back=min(request.args.get("back", LATEST, type=int), 5000),
        inspecting=request.args.get("inspector") == "1",
    )


def draw_line(entry: Exchange) -> Json:
    """One line of the inspector."""
    to_bot = entry.direction == "to the bot"
    refused = isinstance(entry.answer, dict) and entry.answer.get("ok") is False
    return {
        "id": entry.number,
        "way": "→" if to_bot else "←",
        "way_title": "from Slack to the app" if to_bot else "from the app to Slack",
        "what": entry.what,
        "status": entry.note or (entry.answer.get("error", "") if refused else "") or entry.status or "no answer",
        "bad": refused or entry.status is None or entry.status >= 400,
        "took": f"{entry.milliseconds:.0f} ms",
        "time": entry.at[11:19] if len(entry.at) > 18 else entry.at,
    }


def write_body(body: Any) -> str:
    """A body as people read it: JSON with indents, anything else as it came."""
    if body is None or body == "":
        return "(empty)"
    if isinstance(body, str):
        try:
            body = json.loads(body)
        except ValueError:
            return str(body)
    return str(json.dumps(body, indent=2, ensure_ascii=False, default=str))
