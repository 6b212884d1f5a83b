-- Environment module (Lmod) of an unpacked archive. Put it into the module path as
-- cryoudl/0.2.0.lua and set the folder. Not run here.
help([[CryoUDL: unsupervised alignment of 2D cryo-EM particle images]])
whatis("Name: CryoUDL")
whatis("Description: unsupervised alignment and classification of 2D cryo-EM particle images")
local folder = "/opt/cryoudl-0.2.0-linux-x86_64"
prepend_path("PATH", pathJoin(folder, "bin"))
prepend_path("MANPATH", pathJoin(folder, "share/man"))
prepend_path("XDG_DATA_DIRS", pathJoin(folder, "share"))
