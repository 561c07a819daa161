// A leecher that is nothing but webtorrent. Arguments: the folder for the files, and the .torrent
// files. Prints the seconds until the last of them was whole.
const fs = require('node:fs')

import('webtorrent').then(({ default: WebTorrent }) => {
  const [folder, ...torrents] = process.argv.slice(2)
  const client = new WebTorrent({ dht: false, lsd: false, utp: false, natUpnp: false, natPmp: false })
  const began = process.hrtime.bigint()
  let left = torrents.length
  for (const torrent of torrents) {
    client.add(fs.readFileSync(torrent), { path: folder }).on('done', () => {
      left -= 1
      if (left === 0) {
        process.stdout.write(`${Number(process.hrtime.bigint() - began) / 1e9}\n`)
        client.destroy(() => process.exit(0))
      }
    })
  }
})
