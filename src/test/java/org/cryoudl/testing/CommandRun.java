package org.cryoudl.testing;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.cryoudl.cli.Main;

/** One run of the program inside the test's process: exit code and what it printed. */
public record CommandRun(int code, String out, String err) {

  /** Runs the program with these arguments. */
  public static CommandRun of(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code = Main.run(new PrintWriter(out), new PrintWriter(err), args);
    return new CommandRun(code, out.toString(), err.toString());
  }
}
