package org.cryoudl.alignment.plan;

import java.util.List;
import java.util.function.Supplier;
import org.cryoudl.image.Image;

/**
 * What a pass of a search over the particles left.
 *
 * @param classes number of classes
 * @param rings finest ring that was compared, in cycles per box
 * @param logEvidence of all particles against noise; comparable between passes of one finest ring
 * @param sizes particles of each class, by their posteriors
 * @param trial whether the pass is one of a trial that may be dropped ({@link
 *     SearchListener#trialEnded})
 * @param averages makes pictures of the averages; only while the listener is called
 */
public record SearchPass(
    int classes,
    int rings,
    double logEvidence,
    double[] sizes,
    boolean trial,
    Supplier<List<Image>> averages) {}
