package org.cryoudl.cli.console;

import java.io.PrintWriter;
import java.util.Optional;
import org.cryoudl.pipeline.files.KeptResults;
import org.cryoudl.pipeline.files.RunningOutputs;

/**
 * What happens when the process is requested to end, by Ctrl-C or another signal, before its
 * command is done: what was half-written is removed, and one line says what is left. Java then ends
 * with 128 and the signal's number: 130 after Ctrl-C, 143 after {@code kill}.
 */
public final class Interruption {

  private static volatile boolean done;

  private Interruption() {}

  /** From now on signals are waited for. */
  public static void await(PrintWriter err) {
    Runtime.getRuntime().addShutdownHook(new Thread(() -> interrupt(err), "interruption"));
  }

  /** The command is done; the end of the process is no interruption any more. */
  public static void commandIsDone() {
    done = true;
  }

  private static void interrupt(PrintWriter err) {
    if (done) {
      return;
    }
    Optional<KeptResults> kept = RunningOutputs.interrupt();
    if (System.console() != null) {
      err.println(); // below the bar of the progress
    }
    err.println("cryoudl: interrupted" + kept.map(results -> ": " + sentence(results)).orElse(""));
    err.flush();
  }

  private static String sentence(KeptResults kept) {
    return kept instanceof KeptResults.Resumable
        ? kept.sentence() + " with --resume"
        : kept.sentence();
  }
}
