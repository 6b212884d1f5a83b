#!/bin/sh
# What a graphics card does for CryoUDL, in under 8 minutes: build, the same results as on the CPU, images
# and pairs a second, memory. Without a card everything runs on the CPU, and the first line says so.
#   src/bench/gpu.sh [FOLDER]      results and logs go there; out/gpu if not given
set -eu
here=$(cd "$(dirname "$0")/../.." && pwd)
out=${1:-$here/out/gpu}
mkdir -p "$out"
cd "$here"
failed=0

if command -v nvidia-smi >/dev/null 2>&1 && nvidia-smi -L 2>/dev/null | grep -q GPU; then
  device=cuda:0
  echo "card: $(nvidia-smi --query-gpu=name,memory.total,driver_version --format=csv,noheader | head -1)"
  [ -n "$(ls target/lib/pytorch-native-cu1*.jar 2>/dev/null)" ] ||
    mvn --batch-mode --quiet -Pcuda package -Dquick -Dmaven.test.skip=true
else
  device=cpu
  echo "card: none (no nvidia-smi, or it lists no GPU): everything below is of the CPU"
fi
./cryoudl info | grep -i -E 'gpu|engine|version' || true

seconds() { date +%s.%N; }
since() { echo "$1 $(seconds)" | awk '{printf "%.1f", $2 - $1}'; }
rate() { echo "$1 $2" | awk '{printf "%.1f", $1 / $2}'; }

# Images a second, equality with the CPU, a leak check of 1,000 passes, and a card filled to 90 %.
java -cp "target/cryoudl.jar:target/lib/*" src/bench/java/org/cryoudl/measurement/DeviceTrial.java \
  "$device" 2>"$out/trial.log" || failed=1

# A whole alignment on the CPU and on the device.
[ -f "$out/set/particles.star" ] ||
  ./cryoudl synthesize -c synthetic/demo.yaml -o "$out/set" --set count=500 -q
devices=cpu
[ "$device" = cpu ] || devices="cpu $device"
for each in $devices; do
  begin=$(seconds)
  ./cryoudl align "$out/set/particles.star" -o "$out/align-${each%%:*}" --device "$each" \
    --no-stack --overwrite -q >"$out/align.log" 2>&1 || failed=1
  taken=$(since "$begin")
  echo "align on $each: 500 particles in $taken s, $(rate 500 "$taken") images a second"
done
if [ "$device" != cpu ]; then
  ./cryoudl compare "$out/align-cpu/particles.star" "$out/align-cuda/particles.star" \
    -o "$out/compare" --no-images --overwrite | head -8 || failed=1
fi

# Pairs a second of both trainings: two runs of different length, so that the start is not counted.
for each in polar-udl:96 cartesian-small-udl:16; do
  name=${each%%:*}
  pairs=${each##*:} # of a step
  short=0
  for steps in 20 40; do
    rm -rf "$out/train-$name"
    begin=$(seconds)
    ./cryoudl train -c "configs/$name.yaml" -o "$out/train-$name" --device "$device" \
      --set "particles.path=$out/set/particles.star" --set "optimiser.steps=$steps" \
      --set validation.every_steps=1000 --set optimiser.schedule.warm_up_steps=5 >"$out/train-$name.log" 2>&1 ||
      { failed=1; tail -2 "$out/train-$name.log"; }
    taken=$(since "$begin")
    [ "$steps" = 20 ] && short=$taken
  done
  echo "train $name on $device: $(echo "$pairs $taken $short" | awk '{d = $2 - $3; printf "%.0f", 20 * $1 / (d > 0.01 ? d : 0.01)}') pairs a second"
done
[ $failed = 0 ] && echo "all of it went well" || echo "WRONG: see the lines above and the logs in $out"
exit $failed
