// What webtorrent imports for peers in browsers. There are none in a race on one machine, and the
// real one is a program that is fetched from somewhere else while it is installed.
export const RTCPeerConnection = undefined
export const RTCSessionDescription = undefined
export const RTCIceCandidate = undefined
export default undefined
