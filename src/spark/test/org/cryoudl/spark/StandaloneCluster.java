package org.cryoudl.spark;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.spark.launcher.JavaModuleOptions;
import org.cryoudl.testing.ProgramProcess;

/**
 * Spark's own standalone cluster on this machine: a master, and workers of one core each, every one
 * a process of its own, from the class path of this build.
 */
final class StandaloneCluster implements AutoCloseable {

  private static final String LOOPBACK = "127.0.0.1";

  private static final int SECONDS = 120;

  private final Path folder;
  private final Path home;
  private final int port;
  private final Process master;
  private final List<Process> workers = new ArrayList<>();

  /**
   * Starts a master.
   *
   * @param folder for logs and the files of workers
   */
  StandaloneCluster(Path folder) throws IOException, InterruptedException {
    this.folder = folder;
    this.home = installation(folder.resolve("spark"));
    this.port = freePort();
    this.master =
        start(
            "master",
            "org.apache.spark.deploy.master.Master",
            List.of("--host", LOOPBACK, "--port", Integer.toString(port), "--webui-port", "0"));
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
    while (!answers(port)) {
      if (System.nanoTime() > end || !master.isAlive()) {
        throw new AssertionError("no master: " + Files.readString(folder.resolve("master.log")));
      }
      Thread.sleep(100);
    }
  }

  /** The folder that Spark is installed in, as its workers know it: jars in a folder of jars. */
  private static Path installation(Path home) throws IOException {
    Path jars = Files.createDirectories(home.resolve("jars"));
    int number = 0; // libraries of two publishers may have one name
    for (String entry : ProgramProcess.classPath().split(File.pathSeparator)) {
      Path jar = Path.of(entry);
      if (Files.isRegularFile(jar)) {
        Files.createSymbolicLink(jars.resolve(number++ + "-" + jar.getFileName()), jar);
      }
    }
    return home;
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(LOOPBACK))) {
      return socket.getLocalPort();
    }
  }

  private static boolean answers(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(LOOPBACK, port), 1000);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Spark's own options of Java for itself. */
  static List<String> javaOptions() {
    List<String> options = new ArrayList<>(List.of(JavaModuleOptions.defaultModuleOptionArray()));
    options.add("-Xmx1g");
    options.add("-Djava.awt.headless=true");
    return options;
  }

  private Process start(String name, String main, List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(javaOptions());
    command.addAll(List.of("-cp", ProgramProcess.classPath(), main));
    command.addAll(arguments);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve(name + ".log").toFile());
    builder.environment().put("SPARK_HOME", home.toString());
    builder.environment().put("SPARK_SCALA_VERSION", "2.13");
    builder.environment().put("SPARK_LOCAL_IP", LOOPBACK);
    return builder.start();
  }

  /** Starts another worker. */
  void addWorker() throws IOException {
    int number = workers.size() + 1;
    workers.add(
        start(
            "worker" + number,
            "org.apache.spark.deploy.worker.Worker",
            List.of(
                "--host",
                LOOPBACK,
                "--cores",
                "1",
                "--memory",
                "1g",
                "--webui-port",
                "0",
                "--work-dir",
                folder.resolve("work" + number).toString(),
                url())));
  }

  /** Ends a worker and the executor that it has started, as the end of their machine would. */
  void kill(int number) {
    Process worker = workers.get(number - 1);
    List<ProcessHandle> executors = worker.descendants().toList();
    worker.destroyForcibly();
    executors.forEach(ProcessHandle::destroyForcibly);
  }

  /** Whether a worker has started an executor. */
  boolean hasExecutor(int number) {
    return workers.get(number - 1).descendants().findAny().isPresent();
  }

  String url() {
    return "spark://" + LOOPBACK + ":" + port;
  }

  /** What an application has to say to Spark, beside what it does. */
  List<String> properties() {
    Path classes =
        Path.of(SparkMain.class.getProtectionDomain().getCodeSource().getLocation().getPath());
    return List.of(
        "-Dspark.master=" + url(),
        "-Dspark.driver.host=" + LOOPBACK,
        "-Dspark.driver.bindAddress=" + LOOPBACK,
        "-Dspark.ui.enabled=false",
        "-Dspark.executor.memory=900m",
        "-Dspark.executor.extraClassPath=" + classes.toAbsolutePath());
  }

  /** What all processes have printed, for messages of tests. */
  String logs() {
    StringBuilder all = new StringBuilder();
    try (var files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = file.getFileName().toString();
        if (name.endsWith(".log") || name.equals("stderr")) {
          all.append("== ").append(file).append('\n').append(Files.readString(file));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return all.toString();
  }

  @Override
  public void close() {
    for (int n = 1; n <= workers.size(); n++) {
      kill(n);
    }
    master.destroyForcibly();
  }
}
