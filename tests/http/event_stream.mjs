// SPDX-License-Identifier: EUPL-1.2
// A client of Server-Sent Events that keeps what it hears, for tests and for the bench.
import http from "node:http";

export class Listener {
  events = [];
  comments = 0;
  lastId = "";
  retry = 0;
  ended = false;
  #waiting = [];
  #text = "";

  /** Resolves once the head is there: `status` is known, and 200 goes on. */
  static open(address, headers = {}, options = {}) {
    const listener = new Listener();
    return new Promise((resolve, reject) => {
      listener.request = http.get(address, { headers, agent: false, ...options }, (reply) => {
        listener.status = reply.statusCode;
        listener.headers = reply.headers;
        listener.reply = reply;
        reply.setEncoding("utf8");
        reply.on("data", (piece) => listener.#take(piece));
        const end = () => {
          listener.ended = true;
          listener.#look();
        };
        for (const how of ["end", "close", "error"]) reply.on(how, end);
        resolve(listener);
      });
      listener.request.on("error", reject);
    });
  }

  #take(piece) {
    this.#text += piece;
    for (let end; (end = this.#text.indexOf("\n\n")) >= 0; ) {
      this.#event(this.#text.slice(0, end).split("\n"));
      this.#text = this.#text.slice(end + 2);
    }
    this.#look();
  }

  #event(lines) {
    const event = { type: "message", data: [] };
    for (const line of lines) {
      const colon = line.indexOf(":");
      const [name, value] = [line.slice(0, colon), line.slice(colon + 1).replace(/^ /, "")];
      if (colon === 0) ++this.comments;
      else if (name === "id") event.id = this.lastId = value;
      else if (name === "event") event.type = value;
      else if (name === "data") event.data.push(value);
      else if (name === "retry") this.retry = Number(value);
    }
    if (event.data.length > 0) this.events.push({ ...event, data: JSON.parse(event.data.join("\n")) });
  }

  #look() {
    this.#waiting = this.#waiting.filter((look) => !look());
  }

  /** The events, once `enough` says so of them; an error after `time` ms. */
  until(enough, time = 10000) {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`not heard in ${time} ms: ${JSON.stringify(this.events.slice(-3)).slice(0, 500)}`)), time);
      const look = () => {
        if (!enough(this.events, this)) return false;
        clearTimeout(timer);
        resolve(this.events);
        return true;
      };
      if (!look()) this.#waiting.push(look);
    });
  }

  /** Once the snapshot has ended: the works of it, by name. */
  async snapshot(time) {
    const events = await this.until((all) => all.some(({ type }) => type === "snapshot-end"), time);
    return new Map(events.filter(({ type }) => type === "work").map(({ data }) => [data.id, data]));
  }

  changes() {
    return this.events.filter(({ type }) => type === "change" || type === "gone").map(({ data }) => data);
  }

  close() {
    this.request.destroy();
  }
}
