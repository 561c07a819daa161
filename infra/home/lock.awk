# Part of a lock file: the packages named in `keep`, or all without those named in `drop`.
/^[A-Za-z0-9]/ {
    split($1, pin, "==")
    name = " " pin[1] " "
    wanted = (keep == "" || index(" " keep " ", name)) && !index(" " drop " ", name)
}
wanted
