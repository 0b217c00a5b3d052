"""A server on this machine that plays the online geocoders, their moods included."""

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

# The answer that never comes.
HANG = object()


class Player:
    """Plays what `answer(path, query)` returns: data, (status, body) or HANG."""

    def __init__(self, answer):
        self.answer = answer
        self.asked = []
        self.headers = []
        self.over = threading.Event()

    def paths(self):
        return [path for path, _ in self.asked]


@contextmanager
def playing(answer):
    """Serve `answer` on a free port; yield the player, with its `url`."""
    player = Player(answer)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            parts = urlsplit(self.path)
            query = {key: values[0] for key, values in parse_qs(parts.query).items()}
            player.asked.append((parts.path, query))
            player.headers.append(dict(self.headers))
            played = player.answer(parts.path, query)
            if played is HANG:
                player.over.wait()
                self.close_connection = True
                return
            status, body = played if isinstance(played, tuple) else (200, played)
            if not isinstance(body, bytes):
                body = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    player.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield player
    finally:
        player.over.set()
        server.shutdown()
        server.server_close()
        thread.join()


def nominatim_place(lon=114.297047, lat=30.547081, name="黄鹤楼, 武昌区, 武汉市", **more):
    """One result of Nominatim's."""
    return {
        "place_id": 1,
        "licence": "Data © OpenStreetMap contributors, ODbL 1.0.",
        "lat": str(lat),
        "lon": str(lon),
        "class": "tourism",
        "type": "attraction",
        "display_name": name,
        "boundingbox": [str(lat), str(lat), str(lon), str(lon)],
        **more,
    }


def tianditu_name(name, lon, lat, **more):
    """One name of Tianditu's, in CGCS2000."""
    return {
        "name": name,
        "address": "",
        "lonlat": f"{lon:.6f},{lat:.6f}",
        "hotPointID": "A1",
        "poiType": "101",
        "province": "湖北省",
        "city": "武汉市",
        "county": "武昌区",
        "source": "0",
        **more,
    }


def tianditu_names(*names):
    """Tianditu's answer (version 2.0) with these names."""
    status = {"infocode": 1000, "cndesc": "服务正常"}
    return {"resultType": 1, "count": len(names), "pois": list(names), "status": status}
