#!/bin/sh
# The learning curves of docs/training.md: the network `cartesian` trained in four ways on simulated sets of several
# sizes and signal-to-noise ratios, beside a method without a network. Takes about an hour of one core.
#   src/bench/learning-curves.sh [FOLDER]      tables and sets go there; out/learning-curves if not given. What is in
#                                              its tables already is not measured again. The pictures go to docs/images.
set -eu
here=$(cd "$(dirname "$0")/../.." && pwd)
out=${1:-$here/out/learning-curves}
cd "$here"
java -Djava.awt.headless=true -Dorg.slf4j.simpleLogger.defaultLogLevel=warn -cp "target/cryoudl.jar:target/lib/*" \
  src/bench/java/org/cryoudl/measurement/LearningCurves.java "$out" docs/images
