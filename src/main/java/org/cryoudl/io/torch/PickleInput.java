package org.cryoudl.io.torch;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** The bytes of a pickle, read from front to back; what lies beyond their end is never read. */
final class PickleInput {

  private final ByteBuffer bytes;

  PickleInput(byte[] bytes) {
    this.bytes = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  int position() {
    return bytes.position();
  }

  int unsignedByte() {
    require(1);
    return bytes.get() & 0xff;
  }

  int unsignedShort() {
    require(2);
    return bytes.getShort() & 0xffff;
  }

  int signedInt() {
    require(4);
    return bytes.getInt();
  }

  long unsignedInt() {
    return signedInt() & 0xffffffffL;
  }

  long signedLong() {
    require(8);
    return bytes.getLong();
  }

  /** A real, which pickles keep with the highest byte first. */
  double bigEndianDouble() {
    return Double.longBitsToDouble(Long.reverseBytes(signedLong()));
  }

  /** A two's complement integer of {@code length} bytes, lowest byte first. */
  BigInteger integer(int length) {
    byte[] reversed = new byte[length + 1];
    for (int i = 0; i < length; i++) {
      reversed[length - i] = (byte) unsignedByte();
    }
    reversed[0] = (byte) (length > 0 && reversed[1] < 0 ? -1 : 0);
    return new BigInteger(reversed);
  }

  String text(long length) {
    require(length);
    byte[] text = new byte[(int) length];
    bytes.get(text);
    return new String(text, StandardCharsets.UTF_8);
  }

  /** Text up to the end of the line. */
  String line() {
    StringBuilder line = new StringBuilder();
    for (int c = unsignedByte(); c != '\n'; c = unsignedByte()) {
      line.append((char) c);
    }
    return line.toString();
  }

  private void require(long count) {
    if (count < 0 || count > bytes.remaining()) {
      throw new PickleException(
          String.format(
              Locale.ROOT,
              "its pickle ends after %d bytes, in the middle of an instruction",
              bytes.capacity()));
    }
  }
}
