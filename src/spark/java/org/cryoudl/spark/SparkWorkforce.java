package org.cryoudl.spark;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.cryoudl.failure.DataException;
import org.cryoudl.failure.EnvironmentException;
import org.cryoudl.parallel.PieceWork;
import org.cryoudl.parallel.Workforce;
import org.cryoudl.pipeline.align.SharedParticles;
import scala.Function2;
import scala.jdk.javaapi.CollectionConverters;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;
import scala.runtime.BoxedUnit;

/**
 * The executors of a Spark application. A round is a job, a piece one of its partitions; what all
 * pieces need is broadcast. Spark repeats on another executor what was lost with one.
 *
 * @param context of the application
 * @param particles as executors open them
 */
record SparkWorkforce(JavaSparkContext context, SharedParticles particles) implements Workforce {

  /** Work on fewer particles is done before a job has been sent. */
  private static final int LEAST_PARTICLES = 1000;

  @Override
  public boolean takes(int count) {
    return count >= LEAST_PARTICLES;
  }

  @Override
  public <I extends Record, O extends Record> Iterator<O> results(
      PieceWork<I, O> work, List<I> pieces) {
    if (pieces.isEmpty()) {
      return List.<O>of().iterator();
    }
    Broadcast<SentWork> sent = context.broadcast(new SentWork(particles, work));
    List<byte[]> given = new ArrayList<>();
    pieces.forEach(piece -> given.add(RecordStream.bytes(piece)));
    ArrivingResults arriving = new ArrivingResults();
    JavaRDD<byte[]> partitions = context.parallelize(given, given.size());
    Thread job =
        new Thread(
            () -> {
              try {
                run(partitions, new PieceTask(sent), arriving);
              } catch (Throwable e) { // Scala declares no exceptions, and throws them all
                arriving.fail(e);
              }
            },
            "spark-job");
    job.setDaemon(true);
    job.start();
    return new Iterator<>() {
      private int next;

      @Override
      public boolean hasNext() {
        return next < given.size();
      }

      @Override
      public O next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        byte[] bytes = arriving.take(next++, SparkWorkforce::gaveUp);
        if (!hasNext()) {
          sent.destroy();
        }
        @SuppressWarnings("unchecked") // the work makes nothing else
        O found = (O) result(bytes);
        return found;
      }
    };
  }

  private void run(JavaRDD<byte[]> partitions, PieceTask task, ArrivingResults arriving) {
    ClassTag<byte[]> bytes = ClassTag$.MODULE$.apply(byte[].class);
    List<Object> numbers =
        IntStream.range(0, partitions.getNumPartitions()).mapToObj(n -> (Object) n).toList();
    Function2<Object, byte[], BoxedUnit> take =
        (number, result) -> {
          arriving.put((Integer) number, result);
          return BoxedUnit.UNIT;
        };
    context
        .sc()
        .runJob(partitions.rdd(), task, CollectionConverters.asScala(numbers).toSeq(), take, bytes);
  }

  private static Record result(byte[] bytes) {
    PieceTask.Outcome outcome = (PieceTask.Outcome) RecordStream.read(bytes);
    if (outcome instanceof PieceTask.Outcome.Done done) {
      return (Record) RecordStream.read(done.result());
    }
    PieceTask.Outcome.Failed failed = (PieceTask.Outcome.Failed) outcome;
    String sentence =
        "the executor on "
            + failed.host()
            + " says: "
            + failed.sentence()
            + "; all machines must see the particles under the same names, on a file system that"
            + " they share";
    throw failed.byData() ? new DataException(sentence) : new EnvironmentException(sentence);
  }

  private static RuntimeException gaveUp(Throwable cause) {
    String message = String.valueOf(cause.getMessage());
    return new EnvironmentException(
        "Spark gave the work up: "
            + message.lines().findFirst().orElse("").strip()
            + "; the logs of its workers say more, and the run can be resumed",
        cause);
  }
}
