#%Module1.0
# Environment module (Tcl) of an unpacked archive. Put it into the module path as cryoudl/0.2.0 and
# set the folder. Not run here.
module-whatis "CryoUDL: unsupervised alignment of 2D cryo-EM particle images"
set folder /opt/cryoudl-0.2.0-linux-x86_64
prepend-path PATH $folder/bin
prepend-path MANPATH $folder/share/man
prepend-path XDG_DATA_DIRS $folder/share
