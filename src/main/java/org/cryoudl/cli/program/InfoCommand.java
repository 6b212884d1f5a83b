package org.cryoudl.cli.program;

import java.util.concurrent.Callable;
import org.cryoudl.cli.console.Version;
import org.cryoudl.cli.options.CommonOptions;
import org.cryoudl.network.tensors.TensorEngine;
import org.cryoudl.parallel.Parallelism;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code info}: versions, engine, devices and threads. */
@Command(
    name = "info",
    mixinStandardHelpOptions = true,
    description = "Shows versions, the tensor engine, GPUs, threads and memory.")
public final class InfoCommand implements Callable<Integer> {

  @Mixin private CommonOptions common;

  @Override
  public Integer call() {
    var out = common.out();
    out.println("cryoudl    " + Version.current());
    out.println(
        "java       "
            + System.getProperty("java.version")
            + " ("
            + System.getProperty("java.vm.name")
            + ")");
    out.println(
        "system     "
            + System.getProperty("os.name")
            + " "
            + System.getProperty("os.version")
            + " "
            + System.getProperty("os.arch"));
    out.println("engine     " + TensorEngine.version());
    out.println("GPUs       " + TensorEngine.gpuCount());
    out.println("threads    " + Parallelism.current().threads());
    out.println("heap       " + (Runtime.getRuntime().maxMemory() >> 20) + " MiB at most");
    return 0;
  }
}
