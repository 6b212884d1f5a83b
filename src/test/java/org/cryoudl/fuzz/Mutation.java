package org.cryoudl.fuzz;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Damages a file as disks, transfers, editors and other programs do; the same seed, the same. */
final class Mutation {

  /** Where most formats keep what they say about the rest. */
  private static final int HEAD = 2000;

  private static final int MOST_CHANGES = 3;

  private static final Pattern WORD = Pattern.compile("[A-Za-z0-9_@./+\\-]+");
  private static final Pattern NUMBER = Pattern.compile("-?[0-9][0-9.]*(e[+-]?[0-9]+)?");

  private static final String[] WORDS = {
    "nan",
    "inf",
    "-inf",
    "0",
    "-1",
    "1",
    "2",
    "1e308",
    "-1e-308",
    "1e39",
    "2147483647",
    "-2147483648",
    "4294967296",
    "9223372036854775807",
    "99999999999999999999",
    "0x10",
    "1e",
    ".",
    "-",
    "",
    "\"",
    "'",
    "#",
    "~",
    "null",
    "true",
    "[]",
    "{}",
    ": ",
    "\t",
    "\u0000",
    "\u00e9",
    "\u00ff\u00fe",
    "..",
    "/",
    "000000@",
    "1@",
    "@a.mrcs",
    "0@a.mrcs",
    "loop_",
    "data_",
    "data_x",
    "_rlnImageName",
    "*a",
    "&a",
    "!!java.lang.Object",
    "<<",
    "%s",
    "$(id)"
  };

  private static final String[] NUMBERS = {
    "nan",
    "inf",
    "0",
    "-1",
    "1e308",
    "1e39",
    "-1e-308",
    "2147483647",
    "-2147483649",
    "1e-30",
    "4294967296",
    "9223372036854775807",
    "3",
    "7.5",
    "300000",
    "0.000001",
    "x"
  };

  private final SplittableRandom random;

  Mutation(SplittableRandom random) {
    this.random = random;
  }

  /** A damaged copy. */
  byte[] of(byte[] good) {
    byte[] changed = good.clone();
    int changes = random.nextInt(1, MOST_CHANGES + 1);
    boolean text = isText(good);
    for (int i = 0; i < changes && changed.length > 0; i++) {
      changed = text && random.nextInt(4) > 0 ? textual(changed) : binary(changed);
    }
    return changed;
  }

  private static boolean isText(byte[] bytes) {
    for (int i = 0; i < Math.min(bytes.length, 400); i++) {
      if (bytes[i] < ' ' && bytes[i] != '\n' && bytes[i] != '\t' && bytes[i] != '\r') {
        return false;
      }
    }
    return true;
  }

  private byte[] binary(byte[] bytes) {
    int at = place(bytes.length);
    return switch (random.nextInt(9)) {
      case 0 -> Arrays.copyOf(bytes, random.nextInt(bytes.length));
      case 1 -> joined(bytes, at, new byte[0], Math.min(bytes.length, at + length()));
      case 2 -> {
        int to = Math.min(bytes.length, at + length());
        yield joined(bytes, to, Arrays.copyOfRange(bytes, at, to), to);
      }
      case 3, 4 -> number(bytes, at);
      case 5 -> textual(bytes);
      default -> {
        int[] values = {0, 255, 127, 128, ' ', '\n', '9', '-', random.nextInt(256)};
        bytes[at] = (byte) values[random.nextInt(values.length)];
        yield bytes;
      }
    };
  }

  /** Half of the places lie in the head of the file. */
  private int place(int length) {
    return random.nextInt(random.nextBoolean() ? length : Math.min(length, HEAD));
  }

  private int length() {
    return 1 << random.nextInt(10);
  }

  private static byte[] joined(byte[] bytes, int until, byte[] middle, int from) {
    byte[] all = Arrays.copyOf(bytes, until + middle.length + bytes.length - from);
    System.arraycopy(middle, 0, all, until, middle.length);
    System.arraycopy(bytes, from, all, until + middle.length, bytes.length - from);
    return all;
  }

  /** Puts an odd number of 32 or 64 bits at a multiple of four bytes. */
  private byte[] number(byte[] bytes, int at) {
    int aligned = at & ~3;
    ByteBuffer buffer =
        ByteBuffer.wrap(bytes)
            .order(random.nextInt(5) == 0 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    if (aligned + Long.BYTES > bytes.length) {
      return bytes;
    }
    long[] whole = {
      0,
      1,
      -1,
      2,
      3,
      0xffff,
      Integer.MAX_VALUE,
      Integer.MIN_VALUE,
      1L << 32,
      Long.MAX_VALUE,
      Long.MIN_VALUE,
      (1L << 62) + 5,
      bytes.length,
      1 << 20
    };
    float[] real = {
      Float.NaN, Float.POSITIVE_INFINITY, 3e38f, -3e38f, 1e-40f, 0, -1, 1e20f, 1e-20f
    };
    switch (random.nextInt(3)) {
      case 0 -> buffer.putInt(aligned, (int) whole[random.nextInt(whole.length)]);
      case 1 -> buffer.putLong(aligned, whole[random.nextInt(whole.length)]);
      default -> buffer.putFloat(aligned, real[random.nextInt(real.length)]);
    }
    return bytes;
  }

  private byte[] textual(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    String changed =
        switch (random.nextInt(6)) {
          case 0 -> replaced(text, WORD, WORDS);
          case 1, 2 -> replaced(text, NUMBER, NUMBERS);
          case 3 -> replaced(text, WORD, new String[] {anyWord(text)});
          case 4 -> replaced(text, WORD, new String[] {"9".repeat(length()), "a".repeat(length())});
          default -> lines(text);
        };
    return changed.getBytes(StandardCharsets.ISO_8859_1);
  }

  private String anyWord(String text) {
    List<String> words = new ArrayList<>();
    Matcher matcher = WORD.matcher(text.substring(0, Math.min(text.length(), HEAD)));
    while (matcher.find()) {
      words.add(matcher.group());
    }
    return words.isEmpty() ? "" : words.get(random.nextInt(words.size()));
  }

  private String replaced(String text, Pattern what, String[] by) {
    Matcher matcher = what.matcher(text);
    return matcher.find(place(text.length()))
        ? text.substring(0, matcher.start())
            + by[random.nextInt(by.length)]
            + text.substring(matcher.end())
        : text;
  }

  private String lines(String text) {
    List<String> lines = new ArrayList<>(List.of(text.split("\n", -1)));
    int from = random.nextInt(lines.size());
    int to = random.nextInt(lines.size());
    switch (random.nextInt(4)) {
      case 0 -> lines.remove(from);
      case 1 -> lines.add(to, lines.get(from));
      case 2 -> lines.set(to, lines.get(from));
      default -> lines.set(to, lines.get(to) + " " + lines.get(from));
    }
    return String.join("\n", lines);
  }
}
