package org.cryoudl.spark;

import java.io.Externalizable;
import java.io.IOException;
import java.io.ObjectInput;
import java.io.ObjectOutput;
import java.util.Objects;
import java.util.Optional;
import org.cryoudl.parallel.PieceWork;
import org.cryoudl.pipeline.align.SharedParticles;
import org.jspecify.annotations.Nullable;

/**
 * Work that is broadcast: an executor reads it once for all its pieces, and then opens the
 * particles, if it has not done so before.
 */
public final class SentWork implements Externalizable {

  private byte @Nullable [] bytes;

  /** What executors make of the bytes. */
  private transient @Nullable PieceWork<Record, Record> work;

  /** For {@link java.io.ObjectInputStream}. */
  public SentWork() {}

  SentWork(SharedParticles particles, PieceWork<?, ?> work) {
    if (!(work instanceof Record own)) {
      throw new IllegalArgumentException(work.getClass() + " is no record");
    }
    this.bytes =
        RecordStream.bytes(new Parcel(RecordStream.bytes(particles), RecordStream.bytes(own)));
  }

  /** Particles, and work on them, which can be read once the particles are open. */
  private record Parcel(byte[] particles, byte[] work) {}

  @Override
  public void writeExternal(ObjectOutput out) throws IOException {
    byte[] all = Objects.requireNonNull(bytes);
    out.writeInt(all.length);
    out.write(all);
  }

  @Override
  public void readExternal(ObjectInput in) throws IOException {
    byte[] all = new byte[in.readInt()];
    in.readFully(all);
    bytes = all;
  }

  /** The work; opens the particles the first time. */
  synchronized PieceWork<Record, Record> work() {
    if (work == null) {
      Parcel parcel = (Parcel) RecordStream.read(Objects.requireNonNull(bytes));
      SharedParticles particles = (SharedParticles) RecordStream.read(parcel.particles);
      @SuppressWarnings("unchecked")
      PieceWork<Record, Record> read =
          (PieceWork<Record, Record>)
              RecordStream.read(
                  parcel.work,
                  part ->
                      part instanceof Record recipe
                          ? ExecutorParticles.made(particles, recipe)
                          : Optional.empty());
      work = read;
    }
    return work;
  }
}
