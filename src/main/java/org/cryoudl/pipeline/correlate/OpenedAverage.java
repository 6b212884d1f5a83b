package org.cryoudl.pipeline.correlate;

import java.nio.file.Path;
import java.util.Optional;
import org.cryoudl.image.Image;
import org.cryoudl.montage.TileBox;
import org.cryoudl.pipeline.selection.ClassOverview;

/**
 * One average of the files that were opened.
 *
 * @param file it comes from, as it was named
 * @param page of the file, from 1; 1 unless the file is a TIFF of several pages
 * @param number within the file, from 1; that of the class, if it is one of a classification
 * @param box where it lies in its picture or image
 * @param empty whether nothing is to be seen in it
 * @param image its middle square
 * @param known what the classification says of it, if it is of one
 */
public record OpenedAverage(
    Path file,
    int page,
    int number,
    TileBox box,
    boolean empty,
    Image image,
    Optional<ClassOverview.Entry> known) {

  /** How tables call it: the file's name and the number. */
  public String name() {
    return file.getFileName() + "#" + number;
  }
}
