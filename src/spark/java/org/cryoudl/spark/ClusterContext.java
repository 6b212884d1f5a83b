package org.cryoudl.spark;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkException;
import org.apache.spark.api.java.JavaSparkContext;
import org.cryoudl.failure.EnvironmentException;
import org.cryoudl.failure.UsageException;

/** Starts the application in the cluster that Spark's own properties name. */
final class ClusterContext {

  /** {@code spark://host1:port1,host2:port2}, of which one is in charge. */
  private static final Pattern STANDALONE = Pattern.compile("spark://(.+)");

  private static final Pattern ADDRESS = Pattern.compile("(.+):(\\d{1,5})");

  private static final int CONNECT_MILLIS = 10_000;

  private static final long POLL_MILLIS = 100;

  /** Of the environment of the launcher, what makes the engine's sums the same everywhere. */
  private static final List<String> ENVIRONMENT =
      List.of(
          "MKL_CBWR",
          "OMP_NUM_THREADS",
          "OMP_WAIT_POLICY",
          "MALLOC_ARENA_MAX",
          "MALLOC_MMAP_THRESHOLD_",
          "MALLOC_TRIM_THRESHOLD_",
          "MALLOC_TOP_PAD_",
          "CRYOUDL_CACHE",
          "DJL_OFFLINE",
          "OPT_OUT_TRACKING");

  private ClusterContext() {}

  /**
   * What Spark's properties say, with what this application needs where they say nothing.
   *
   * @throws UsageException if no master is named
   * @throws EnvironmentException if the master does not answer
   */
  static SparkConf checked(String command) {
    SparkConf conf = new SparkConf();
    if (!conf.contains("spark.master")) {
      throw new UsageException(
          "no Spark master is named; start this by spark-submit, for instance with --master"
              + " spark://HOST:7077");
    }
    conf.setIfMissing("spark.app.name", "cryoudl " + command);
    // Posteriors of all particles come back; the driver keeps them in any case.
    conf.setIfMissing("spark.driver.maxResultSize", "0");
    for (String name : ENVIRONMENT) {
      String value = System.getenv(name);
      if (value != null && !conf.contains("spark.executorEnv." + name)) {
        conf.setExecutorEnv(name, value);
      }
    }
    requireMaster(conf.get("spark.master"));
    return conf;
  }

  /** Spark would try for a minute, and then fail at another place. */
  private static void requireMaster(String master) {
    Matcher standalone = STANDALONE.matcher(master);
    if (!standalone.matches()) {
      return;
    }
    String[] addresses = standalone.group(1).split(",");
    List<String> failures = Arrays.stream(addresses).map(ClusterContext::failure).toList();
    if (failures.stream().noneMatch(String::isEmpty)) {
      throw new EnvironmentException(
          "no Spark master answers at "
              + master
              + " ("
              + failures.get(0)
              + "); start one there, or name another");
    }
  }

  /** Why there is no connection; nothing if there is one. */
  private static String failure(String address) {
    Matcher parts = ADDRESS.matcher(address);
    if (!parts.matches() || Integer.parseInt(parts.group(2)) > 65535) {
      return "'" + address + "' is no HOST:PORT";
    }
    try (Socket socket = new Socket()) {
      socket.connect(
          new InetSocketAddress(parts.group(1), Integer.parseInt(parts.group(2))), CONNECT_MILLIS);
      return "";
    } catch (UnknownHostException e) {
      return "there is no host " + parts.group(1);
    } catch (IOException e) {
      return String.valueOf(e.getMessage());
    }
  }

  /**
   * Starts the application and waits for the first executor, as long as Spark's property {@code
   * spark.scheduler.maxRegisteredResourcesWaitingTime} says.
   *
   * @param announce receives a line about what is waited for
   * @throws EnvironmentException if there is no cluster, or nobody in it to work
   */
  static JavaSparkContext start(SparkConf conf, Consumer<String> announce) {
    announce.accept("waiting for executors of " + conf.get("spark.master"));
    JavaSparkContext context;
    try {
      context = new JavaSparkContext(conf);
    } catch (RuntimeException e) {
      throw notStarted(conf, e);
    } catch (Exception e) { // Scala declares no exceptions
      if (e instanceof SparkException) {
        throw notStarted(conf, e);
      }
      throw new IllegalStateException(e);
    }
    context.setLogLevel("ERROR");
    boolean remote =
        !conf.get("spark.master").startsWith("local")
            && !conf.getBoolean("spark.dynamicAllocation.enabled", false);
    if (remote && !isJoined(context, conf)) {
      context.close();
      throw new EnvironmentException(
          String.format(
              Locale.ROOT,
              "no executor of %s has come within %d s; is a worker running, and has it as many cores"
                  + " and as much memory left as an executor is to have?",
              conf.get("spark.master"),
              waitingSeconds(conf)));
    }
    return context;
  }

  private static EnvironmentException notStarted(SparkConf conf, Exception e) {
    return new EnvironmentException(
        "the Spark application cannot start at "
            + conf.get("spark.master")
            + ": "
            + String.valueOf(e.getMessage()).lines().findFirst().orElse(""),
        e);
  }

  private static long waitingSeconds(SparkConf conf) {
    return conf.getTimeAsSeconds("spark.scheduler.maxRegisteredResourcesWaitingTime", "30s");
  }

  private static boolean isJoined(JavaSparkContext context, SparkConf conf) {
    long end = System.nanoTime() + waitingSeconds(conf) * 1_000_000_000L;
    while (context.sc().statusTracker().getExecutorInfos().length < 2) { // the first is the driver
      if (System.nanoTime() > end) {
        return false;
      }
      try {
        Thread.sleep(POLL_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
    return true;
  }
}
