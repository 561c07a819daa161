// The least Express can do.
const express = require("express");

const app = express();
app.get("/hello", (_request, response) => response.json({ hello: "world" }));
app.listen(Number(process.argv[2]), "127.0.0.1");
