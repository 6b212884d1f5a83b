package org.cryoudl.alignment.sections;

import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.cryoudl.alignment.harmonics.PolarParticles;
import org.cryoudl.alignment.poses.ClassTurns;
import org.cryoudl.alignment.spectra.SpectrumSource;
import org.cryoudl.alignment.spectra.SubsetSource;
import org.cryoudl.geometry.Pose;
import org.cryoudl.parallel.PieceWork;
import org.cryoudl.progress.Checkpoints;

/**
 * A set of which a part has made volumes: the others are placed in these, piece by piece, so that
 * no more than a piece is in memory. Those of the part stay where the search found them, since it
 * compared them with what others made.
 *
 * @param source all particles
 */
public record SetInVolumes(
    SpectrumSource source, VolumesModel model, VolumesModel.Comparison comparison)
    implements PieceWork<SetInVolumes.Piece, Viewed.Grouped> {

  /**
   * Some particles of the source.
   *
   * @param indices their positions
   */
  public record Piece(int[] indices) {}

  @Override
  public Viewed.Grouped on(Piece piece) {
    return model.place(
        PolarParticles.of(
            new SubsetSource(source, piece.indices), model.rings(), comparison.maskRadius()),
        comparison);
  }

  /**
   * Places all particles.
   *
   * @param part positions of those that made the volumes, ascending
   * @param found of these
   * @param length particles of a piece
   * @param checkpoints keep what is found of each piece
   */
  public Viewed.Grouped all(int[] part, Viewed.Grouped found, int length, Checkpoints checkpoints) {
    int size = source.size();
    boolean[] isKnown = new boolean[size];
    for (int i : part) {
      isKnown[i] = true;
    }
    int[] others = IntStream.range(0, size).filter(i -> !isKnown[i]).toArray();
    List<Piece> pieces =
        IntStream.range(0, (others.length + length - 1) / length)
            .mapToObj(
                p ->
                    new Piece(
                        IntStream.range(p * length, Math.min(others.length, (p + 1) * length))
                            .map(n -> others[n])
                            .toArray()))
            .toList();
    Viewed.Grouped all =
        new Viewed.Grouped(
            new float[size][], new Pose[size], new ClassTurns[size], new double[size]);
    put(found, part, all);
    List<Piece> left =
        IntStream.range(0, pieces.size())
            .filter(p -> !checkpoints.has(name(p)))
            .mapToObj(pieces::get)
            .toList();
    Iterator<Viewed.Grouped> results = source.workforce().results(this, left);
    for (int p = 0; p < pieces.size(); p++) {
      put(
          checkpoints.step(name(p), Viewed.Grouped.class, results::next),
          pieces.get(p).indices,
          all);
    }
    return all;
  }

  private static String name(int piece) {
    return "others " + piece;
  }

  private static void put(Viewed.Grouped some, int[] indices, Viewed.Grouped into) {
    for (int n = 0; n < indices.length; n++) {
      int i = indices[n];
      into.shares()[i] = some.shares()[n];
      into.poses()[i] = some.poses()[n];
      into.turns()[i] = some.turns()[n];
      into.logEvidence()[i] = some.logEvidence()[n];
    }
  }
}
