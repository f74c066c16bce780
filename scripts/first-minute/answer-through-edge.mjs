import { request } from 'node:http';

/** The status that the edge answers with for a hostname, as a browser that resolved the name would get it. */
export function answerThroughEdge(edge, hostname) {
  return new Promise((resolve, reject) => {
    const asked = request(edge, { headers: { host: hostname }, timeout: 10_000, agent: false }, (response) => {
      response.resume().on('end', () => resolve(response.statusCode));
    });
    asked.on('timeout', () => asked.destroy(new Error(`The edge gave no answer for ${hostname}.`)));
    asked.on('error', reject).end();
  });
}
