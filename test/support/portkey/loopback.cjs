// Preloaded into a server that would listen on every interface: it listens on 127.0.0.1.
const { Server } = require('node:net');

const { listen } = Server.prototype;
Server.prototype.listen = function (port, ...rest) {
  const callback = rest.find((one) => typeof one === 'function');
  return listen.call(this, { port: Number(port?.port ?? port), host: '127.0.0.1' }, callback);
};
