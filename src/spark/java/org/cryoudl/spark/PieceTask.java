package org.cryoudl.spark;

import java.io.Serializable;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.broadcast.Broadcast;
import org.cryoudl.failure.CryoudlException;
import org.cryoudl.failure.DataException;
import org.cryoudl.parallel.Parallelism;
import org.cryoudl.parallel.PieceWork;
import scala.Function2;
import scala.collection.Iterator;

/**
 * The task of one partition, which holds one piece: from the bytes of the piece to those of its
 * result.
 *
 * @param work is the same for all pieces
 */
record PieceTask(Broadcast<SentWork> work)
    implements Function2<TaskContext, Iterator<byte[]>, byte[]>, Serializable {

  /** What a piece came to: a result, or what is wrong with the data or the machine. */
  sealed interface Outcome {

    /**
     * It was worked on.
     *
     * @param result bytes of the result
     */
    record Done(byte[] result) implements Outcome {}

    /**
     * It failed, and would fail again.
     *
     * @param host where
     * @param sentence for the user
     * @param byData whether the data are wrong, else the machine is
     */
    record Failed(String host, String sentence, boolean byData) implements Outcome {}
  }

  @Override
  public byte[] apply(TaskContext context, Iterator<byte[]> pieces) {
    Record outcome;
    try {
      PieceWork<Record, Record> own = work.value().work();
      Record piece = (Record) RecordStream.read(pieces.next());
      Record found = Parallelism.of(context.cpus()).call(() -> own.on(piece));
      outcome = new Outcome.Done(RecordStream.bytes(found));
    } catch (CryoudlException e) {
      outcome =
          new Outcome.Failed(
              SparkEnv.get().blockManager().blockManagerId().host(),
              String.valueOf(e.getMessage()),
              e instanceof DataException);
    }
    return RecordStream.bytes(outcome);
  }
}
