package org.cryoudl.training.run;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.cryoudl.io.ImageSource;

/** A short text by which a stack is known again, whatever it is called and however it is stored. */
public final class DataFingerprint {

  /** Images that are looked at; enough to distinguish stacks without reading large ones. */
  private static final int SAMPLED = 64;

  private DataFingerprint() {}

  /** SHA-256 over number, size and the pixels of up to 64 images spread over the stack. */
  public static String of(ImageSource images) {
    MessageDigest digest = sha256();
    int pixels = Math.multiplyExact(images.width(), images.height());
    digest.update(
        ByteBuffer.allocate(12)
            .putInt(images.size())
            .putInt(images.width())
            .putInt(images.height())
            .array());
    float[] image = new float[pixels];
    ByteBuffer bytes = ByteBuffer.allocate(4 * pixels);
    int count = Math.min(SAMPLED, images.size());
    for (int i = 0; i < count; i++) {
      images.read((int) ((long) i * images.size() / count), image);
      bytes.clear();
      bytes.asFloatBuffer().put(image);
      digest.update(bytes.array());
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
