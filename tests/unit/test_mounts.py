"""File systems as proc(5) lists them."""

from chalicelib.library.mounts import list_mounts, mount_of, parse_mac_mounts, points_around

MOUNT_INFO = b"""\
22 27 0:21 / /proc rw,relatime - proc proc rw
27 0 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
30 27 8:17 / /media/My\\040Disk rw shared:2 master:3 - ext4 /dev/sdb1 rw
31 27 0:55 / /media/nas rw - nfs4 nas:/films rw,vers=4.2
32 31 0:56 / /media/nas/inner rw - fuse.sshfs me@host: rw
33 27 0:57 / /media/nas rw - cifs //nas/films rw
a line that is none
"""


def test_mounts_are_read_with_escaped_names(tmp_path):
    (tmp_path / "mountinfo").write_bytes(MOUNT_INFO)

    mounts = list_mounts(tmp_path / "mountinfo")

    assert [(each.point, each.filesystem, each.is_network) for each in mounts[2:]] == [
        ("/media/My Disk", "ext4", False),
        ("/media/nas", "nfs4", True),
        ("/media/nas/inner", "fuse.sshfs", True),
        ("/media/nas", "cifs", True),
    ]


def test_the_disk_of_a_folder_is_the_innermost_and_last_mounted(tmp_path):
    (tmp_path / "mountinfo").write_bytes(MOUNT_INFO)
    mounts = list_mounts(tmp_path / "mountinfo")

    assert [
        found.device
        for path in ("/home/a", "/media/My Disk/films", "/media/nas/films", "/media/nasal")
        if (found := mount_of(path, mounts))
    ] == ["/dev/sda1", "/dev/sdb1", "//nas/films", "/dev/sda1"]
    assert points_around("/media", mounts) == (
        "/",
        "/media/My Disk",
        "/media/nas",
        "/media/nas/inner",
    )


def test_a_system_that_lists_no_mounts_has_none(tmp_path):
    assert list_mounts(tmp_path / "nothing") == ()
    assert mount_of("/media", ()) is None


def test_the_mounts_of_macos_are_read_from_what_mount_prints():
    mounts = parse_mac_mounts(
        "/dev/disk3s1s1 on / (apfs, sealed, local, read-only, journaled)\n"
        "//me@nas._smb._tcp.local/films on /Volumes/My films (smbfs, nodev, nosuid)\n"
        "map auto_home on /System/Volumes/Data/home (autofs, automounted, nobrowse)\n"
    )

    assert [(each.point, each.is_network) for each in mounts] == [
        ("/", False),
        ("/Volumes/My films", True),
        ("/System/Volumes/Data/home", False),
    ]
