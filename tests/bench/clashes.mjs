// SPDX-License-Identifier: EUPL-1.2
// What has to be coordinated among many works, beside looking at all pairs. A sample of the works is
// looked at with all others: what it finds has to be the same, else the bench stops.
export const clashNames = ["clashes"];

export function benchClashes({ is, run, report, notes, program }) {
    if (!is("clashes")) return;
    for (const count of [10_000, 100_000]) {
        const { out } = run(program, [String(count)]);
        const of = Object.fromEntries(out.trim().split("\n").map((line) => JSON.parse(line)).map((one) => [one.name, one]));
        if (!of.sample.equal) throw new Error(`clashes of ${count} works differ from those by looking at all pairs`);
        // Each pair is looked at once, not twice as in the sample.
        const all = (of.sample.seconds * count) / of.sample.works / 2;
        report("clashes", of.clashes.seconds, `s, ${count} works`, `all pairs, of ${of.sample.works} works`, all, all / of.clashes.seconds);
        notes.push(`${count} works over five years: ${of.clashes.clashes} clashes in ${of.clashes.seconds} s on one core; ` +
            `${of.sample.works} of them beside all others: ${of.sample.clashes} clashes, the same; ` +
            `${of.clashes.acces_coupe} times two closings cut something off, in a network of ${of.network.streets} streets (made in ${of.network.seconds} s)`);
    }
}
