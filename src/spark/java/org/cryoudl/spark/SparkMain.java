package org.cryoudl.spark;

import java.util.List;
import java.util.function.Function;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.cryoudl.cli.Main;
import org.cryoudl.failure.CryoudlException;
import org.cryoudl.failure.UsageException;
import org.cryoudl.parallel.Workforce;
import org.cryoudl.pipeline.align.SharedParticles;
import org.jspecify.annotations.Nullable;

/**
 * {@code align} and {@code classify} as a Spark application: the command line of {@code cryoudl},
 * whose rounds over many particles run in the executors of a cluster. Started by {@code
 * spark-submit} in client mode, which says where the cluster is.
 */
public final class SparkMain {

  private static final List<String> COMMANDS = List.of("align", "classify");

  private SparkMain() {}

  /** Runs one command; the process ends with its exit code. */
  public static void main(String[] args) {
    System.exit(run(args));
  }

  private static int run(String... args) {
    quietByDefault();
    try {
      if (args.length == 0 || !COMMANDS.contains(args[0])) {
        throw new UsageException(
            "in a Spark cluster run align and classify; all other commands are those of cryoudl");
      }
      if (List.of(args).contains("--help") || List.of(args).contains("-h")) {
        return Main.run(any -> Workforce.alone(), args);
      }
      Cluster cluster = new Cluster(ClusterContext.checked(args[0]));
      int code = Main.run(cluster, args);
      cluster.leave();
      return code;
    } catch (CryoudlException e) {
      System.err.println("cryoudl: " + e.getMessage());
      return e.exitCode();
    }
  }

  /** Spark speaks of its own doings as a server does; a user waits for one line. */
  private static void quietByDefault() {
    for (String name : List.of("org.apache", "org.sparkproject")) {
      String property = "org.slf4j.simpleLogger.log." + name;
      if (System.getProperty(property) == null) {
        System.setProperty(property, "error");
      }
    }
  }

  /** The cluster, which is entered when there is work. */
  private static final class Cluster implements Function<SharedParticles, Workforce> {

    private final SparkConf conf;
    private @Nullable JavaSparkContext context;

    Cluster(SparkConf conf) {
      this.conf = conf;
    }

    @Override
    public synchronized Workforce apply(SharedParticles particles) {
      if (context == null) {
        context = ClusterContext.start(conf, System.err::println);
      }
      return new SparkWorkforce(context, particles);
    }

    synchronized void leave() {
      if (context != null) {
        context.close();
      }
    }
  }
}
