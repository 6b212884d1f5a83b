#!/bin/sh
# Makes the archive of the program: jpackage's application image with a Java run time of its own,
# native libraries unpacked inside, and an archive of loaded classes for a quick start.
#   archive.sh PROJECT JDK VERSION PLATFORM
# PROJECT/target holds cryoudl.jar and lib (mvn package). Result: PROJECT/target/cryoudl-VERSION-PLATFORM.tar.gz
#
# Which JDK: a build of OpenJDK that brings its own libraries and runs on old systems, as Eclipse
# Temurin's. A Linux distribution's own JDK uses the system's libjpeg, lcms and harfbuzz, which a
# bare machine lacks.
set -eu
project=$1 jdk=$2 version=$3 platform=$4
name=cryoudl-$version-$platform
work=$project/target/dist
image=$work/$name

rm -rf "$work"
mkdir -p "$work/app"

# Native libraries go into a folder of the image; the jars keep what is no library.
# Where the classes look for a file rather than for a name, that is DJL's layout of its cache.
unpack() { # JAR FOLDER: unpacks the libraries of a jar into a folder, and puts the rest into the image
  rm -rf "$work/jar"
  mkdir -p "$work/jar" "$2"
  (cd "$work/jar" && "$jdk/bin/jar" xf "$1")
  find "$work/jar" -type f \( -name '*.so' -o -name '*.so.*' -o -name '*.dylib' -o -name '*.dll' \) \
    -exec mv {} "$2/" \;
  # What a compiler reads, and OpenCV's trained classifiers, serve nobody here.
  find "$work/jar" -type d \( -name include -o -name sdk -o -name share -o -name cmake -o -name pkgconfig -o -name python \) -prune -exec rm -r {} +
  (cd "$work/jar" && "$jdk/bin/jar" --create --file "$work/app/$(basename "$1")" --no-manifest .)
}
for jar in "$project"/target/lib/*.jar; do
  case $(basename "$jar") in
    nd4j-native-[0-9]*-*-x86_64.jar | nd4j-native-[0-9]*-*-arm64.jar | openblas-*-*-*.jar | opencv-*-*-*.jar | javacpp-*-*-*.jar)
      unpack "$jar" "$work/matrices" ;;
    *) cp -p "$jar" "$work/app/" ;;
  esac
done
cp -p "$project/target/cryoudl.jar" "$work/app/"

# The run time: what the jars use, and what they load by name (encodings, HTTP, zip files).
modules=java.base,java.desktop,java.instrument,java.logging,java.management,java.naming,java.net.http,java.sql,java.xml,jdk.charsets,jdk.httpserver,jdk.management,jdk.unsupported,jdk.zipfs
major=$("$jdk/bin/java" -version 2>&1 | sed -n '1s/.*version "\([0-9]*\).*/\1/p')
if [ "$major" -ge 21 ]; then
  compress=zip-6
  # What newer run times otherwise print about libraries that call native code.
  options="--enable-native-access=ALL-UNNAMED"
  [ "$major" -ge 24 ] && options="$options --sun-misc-unsafe-memory-access=allow"
else
  compress=2
  options=
fi
"$jdk/bin/jlink" --add-modules "$modules" --strip-debug --no-header-files --no-man-pages \
  --compress=$compress --output "$work/runtime"
# shellcheck disable=SC2086
"$work/runtime/bin/java" -XX:+UseSerialGC $options -Xshare:dump >/dev/null

"$jdk/bin/jpackage" --type app-image --name "$name" --app-version "${version%%-*}" \
  --description "Unsupervised alignment of 2D cryo-EM particle images" --vendor "The CryoUDL developers" \
  --runtime-image "$work/runtime" --input "$work/app" --main-jar cryoudl.jar \
  --main-class org.cryoudl.cli.Main --dest "$work"
if [ -d "$work/$name.app" ]; then
  # jpackage's layout on macOS becomes that of Linux. Not run here.
  mkdir -p "$image/lib"
  mv "$work/$name.app/Contents/app" "$image/lib/app"
  mv "$work/$name.app/Contents/runtime/Contents/Home" "$image/lib/runtime"
  rm -rf "$work/$name.app"
fi
# The program needs an environment that a binary launcher cannot set; the script is that of the sources.
rm -rf "$image/bin"
mkdir -p "$image/bin" "$image/lib/native/matrices"
cp -L "$project/cryoudl" "$image/bin/cryoudl"
chmod 755 "$image/bin/cryoudl"
if [ -d "$work/matrices" ]; then
  # Of OpenCV, pictures of class averages need two libraries.
  find "$work/matrices" \( -name '*opencv_*' ! -name '*opencv_core.*' ! -name '*opencv_imgproc.*' \
    -o -name 'cv2*' -o -name 'libjnicvkernels*' \) -delete
  mv "$work"/matrices/* "$image/lib/native/matrices/"
  # OpenCV asks for OpenBLAS by this name, under which JavaCPP would unpack it once more.
  if [ -f "$image/lib/native/matrices/libopenblas.so.0" ]; then
    ln -s libopenblas.so.0 "$image/lib/native/matrices/libopenblas_nolapack.so.0"
  fi
fi
cp -rL "$project/configs" "$project/synthetic" "$project/models" "$image/lib/"
cp "$project/LICENSE" "$project/NOTICE" "$project/CITATION.cff" "$project/CHANGELOG.md" "$image/"
cp -rL "$project/src/dist/share" "$image/share"
mkdir -p "$image/share/doc"
cp "$project"/docs/*.md "$image/share/doc/"
# The class path by name, in one order: an archive of classes holds for that order only.
(cd "$image/lib/app" && ls -- *.jar) | LC_ALL=C sort >"$image/lib/app/class.path"
echo "$options" >"$image/lib/app/java.options"

# The engine unpacks its own libraries the first time that it starts: here, not at the user's.
home=$(mktemp -d)
run() {
  env -i HOME="$home" PATH=/usr/bin:/bin "$@"
}
run "$image/bin/cryoudl" info >"$work/info.txt"
# Its jar keeps only the list of what was unpacked.
for jar in "$image"/lib/app/pytorch-native-*.jar; do
  rm -rf "$work/jar"
  mkdir -p "$work/jar"
  (cd "$work/jar" && "$jdk/bin/jar" xf "$jar" && find . -type f \( -name '*.so' -o -name '*.so.*' -o -name '*.gz' \) -delete)
  rm "$jar"
  (cd "$work/jar" && "$jdk/bin/jar" --create --file "$jar" --no-manifest .)
done
# Classes as they are once they have been loaded and checked: a start takes a third of the time.
# The demonstration simulates, trains, aligns and writes: most of what any command loads.
run CRYOUDL_JAVA_OPTS="-XX:ArchiveClassesAtExit=$image/lib/classes.jsa" \
  "$image/bin/cryoudl" demo -o "$work/demo" --particles 40 --steps 1 >"$work/demo.txt" 2>&1 || {
  cat "$work/demo.txt" >&2
  exit 1
}
mkdir -p "$image/share/bash-completion/completions"
run "$image/bin/cryoudl" generate-completion >"$image/share/bash-completion/completions/cryoudl"
run "$image/bin/cryoudl" generate-man-pages "$image/share/man/man1"
rm -rf "$home"

# Names of functions that only a debugger reads are an eighth of it all, and unpacking takes time.
if [ "$(uname -s)" = Linux ] && command -v strip >/dev/null 2>&1; then
  find "$image/lib/native" -type f -name '*.so*' -exec strip --strip-unneeded --preserve-dates {} +
fi
# The engine unpacks for its own user alone; an installation is for all.
chmod -R a+rX "$image"
tar -C "$work" -cf - --owner=0 --group=0 --numeric-owner "$name" | gzip -6 >"$project/target/$name.tar.gz"
echo "$project/target/$name.tar.gz: $(du -m "$project/target/$name.tar.gz" | cut -f1) MB"
