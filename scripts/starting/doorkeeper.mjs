/**
 * Stands before an editor that listens on a private socket and lets in only who knows the token: by the address that npm start
 * prints, afterwards by a cookie. Other users of this machine can reach a port on 127.0.0.1, but not the socket behind it.
 */
import { timingSafeEqual } from 'node:crypto';
import http from 'node:http';
import net from 'node:net';

/** Listens on a free port of 127.0.0.1 and resolves with {url, close()}. */
export async function openDoor({ socketPath, token }) {
  const server = http.createServer((request, response) => answer(request, response, { socketPath, token }));
  server.on('upgrade', (request, socket, head) => upgrade(request, socket, { head, socketPath, token }));
  await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${server.address().port}/`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

function answer(request, response, { socketPath, token }) {
  const url = new URL(request.url, 'http://127.0.0.1');
  if (same(url.searchParams.get('tkn'), token)) {
    url.searchParams.delete('tkn');
    const cookie = `${cookieName(request)}=${token}; Path=/; HttpOnly; SameSite=Lax`;
    response.writeHead(302, { location: url.pathname + url.search, 'set-cookie': cookie }).end();
  } else if (!knows(request, token)) {
    response.writeHead(403, { 'content-type': 'text/plain' }).end('Open the address that npm start has printed.\n');
  } else {
    passOn(request, response, socketPath);
  }
}

function passOn(request, response, socketPath) {
  const { method, url, headers } = request;
  const inner = http.request({ socketPath, method, path: url, headers }, (reply) => {
    response.writeHead(reply.statusCode, reply.headers);
    reply.pipe(response);
  });
  inner.once('error', (error) => {
    if (!response.headersSent) response.writeHead(502, { 'content-type': 'text/plain' });
    response.end(`The editor does not answer: ${error.message}\n`);
  });
  request.pipe(inner);
}

/** A web socket: the request is written again as it came, then both sides are joined. */
function upgrade(request, socket, { head, socketPath, token }) {
  if (!knows(request, token)) {
    socket.end('HTTP/1.1 403 Forbidden\r\nconnection: close\r\n\r\n');
    return;
  }
  const inner = net.connect(socketPath, () => {
    const lines = [`${request.method} ${request.url} HTTP/1.1`];
    for (let i = 0; i < request.rawHeaders.length; i += 2)
      lines.push(`${request.rawHeaders[i]}: ${request.rawHeaders[i + 1]}`);
    inner.write(`${lines.join('\r\n')}\r\n\r\n`);
    inner.write(head);
    inner.pipe(socket).pipe(inner);
  });
  inner.once('error', () => socket.destroy());
  socket.once('error', () => inner.destroy());
}

/** A browser sends cookies to every port of a host, so the name carries ours. */
function cookieName(request) {
  return `door-${request.socket.localPort}`;
}

function knows(request, token) {
  const cookies = (request.headers.cookie ?? '').split(';').map((cookie) => cookie.trim());
  const mine = cookies.find((cookie) => cookie.startsWith(`${cookieName(request)}=`));
  return same(mine?.slice(mine.indexOf('=') + 1), token);
}

function same(given, token) {
  const [a, b] = [Buffer.from(given ?? ''), Buffer.from(token)];
  return a.length === b.length && timingSafeEqual(a, b);
}
