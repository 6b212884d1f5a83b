package org.cryoudl.io.gif;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOInvalidTreeException;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.cryoudl.image.Image;
import org.cryoudl.io.AtomicOutput;

/** Films in 256 greys that every browser plays: animated GIF, played over and over. */
public final class AnimatedGif {

  private static final int GREYS = 256;

  /** Application extension of endless repetition: sub-block 1, count 0. */
  private static final byte[] FOR_EVER = {1, 0, 0};

  private AnimatedGif() {}

  /**
   * Writes a film.
   *
   * @param frames grey levels from 0 (black) to 1 (white), at least one, all of one size
   * @param hundredths how long each frame is shown, in hundredths of a second
   * @param lastHundredths how long the last one is
   * @throws org.cryoudl.failure.EnvironmentException if the file cannot be written
   */
  public static void write(Path file, List<Image> frames, int hundredths, int lastHundredths) {
    if (frames.isEmpty()) {
      throw new IllegalArgumentException("a film needs at least one frame");
    }
    AtomicOutput.write(
        file, temporary -> Files.write(temporary, encode(frames, hundredths, lastHundredths)));
  }

  private static byte[] encode(List<Image> frames, int hundredths, int lastHundredths)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageWriter writer = ImageIO.getImageWritersByFormatName("gif").next();
    try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      writer.setOutput(out);
      writer.prepareWriteSequence(null);
      ImageWriteParam plain = writer.getDefaultWriteParam();
      plain.setProgressiveMode(ImageWriteParam.MODE_DISABLED);
      for (int i = 0; i < frames.size(); i++) {
        BufferedImage picture = indexed(frames.get(i));
        int delay = i == frames.size() - 1 ? lastHundredths : hundredths;
        IIOMetadata metadata =
            writer.getDefaultImageMetadata(new ImageTypeSpecifier(picture), plain);
        describe(metadata, delay, i == 0);
        writer.writeToSequence(new IIOImage(picture, null, metadata), plain);
      }
      writer.endWriteSequence();
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }

  private static BufferedImage indexed(Image levels) {
    byte[] ramp = new byte[GREYS];
    for (int i = 0; i < GREYS; i++) {
      ramp[i] = (byte) i;
    }
    BufferedImage picture =
        new BufferedImage(
            levels.width(),
            levels.height(),
            BufferedImage.TYPE_BYTE_INDEXED,
            new IndexColorModel(8, GREYS, ramp, ramp, ramp));
    int[] samples = new int[levels.pixels().length];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = Math.round((GREYS - 1) * Math.max(0, Math.min(1, levels.pixels()[i])));
    }
    picture.getRaster().setSamples(0, 0, levels.width(), levels.height(), 0, samples);
    return picture;
  }

  private static void describe(IIOMetadata metadata, int delay, boolean first)
      throws IIOInvalidTreeException {
    String format = metadata.getNativeMetadataFormatName();
    IIOMetadataNode root = (IIOMetadataNode) metadata.getAsTree(format);
    IIOMetadataNode control = new IIOMetadataNode("GraphicControlExtension");
    control.setAttribute("disposalMethod", "none");
    control.setAttribute("userInputFlag", "FALSE");
    control.setAttribute("transparentColorFlag", "FALSE");
    control.setAttribute("delayTime", Integer.toString(delay));
    control.setAttribute("transparentColorIndex", "0");
    replace(root, control);
    if (first) {
      IIOMetadataNode repeat = new IIOMetadataNode("ApplicationExtension");
      repeat.setAttribute("applicationID", "NETSCAPE");
      repeat.setAttribute("authenticationCode", "2.0");
      repeat.setUserObject(FOR_EVER.clone());
      IIOMetadataNode extensions = new IIOMetadataNode("ApplicationExtensions");
      extensions.appendChild(repeat);
      replace(root, extensions);
    }
    metadata.setFromTree(format, root);
  }

  private static void replace(IIOMetadataNode root, IIOMetadataNode node) {
    for (org.w3c.dom.Node child = root.getFirstChild();
        child != null;
        child = child.getNextSibling()) {
      if (child.getNodeName().equals(node.getNodeName())) {
        root.replaceChild(node, child);
        return;
      }
    }
    root.appendChild(node);
  }
}
