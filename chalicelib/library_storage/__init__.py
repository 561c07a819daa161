"""What the library takes on its disks: by folder, kind and resolution, and what is there twice."""
