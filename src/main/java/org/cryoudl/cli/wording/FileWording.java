package org.cryoudl.cli.wording;

import java.util.Locale;
import org.cryoudl.evaluation.poses.Truth;
import org.cryoudl.io.NoRoom;
import org.cryoudl.io.particles.MixedPixelSizes;
import org.cryoudl.io.particles.naming.StackResolver;
import org.cryoudl.io.particles.table.ImplausibleCtf;
import org.cryoudl.metadata.PixelSize;
import org.cryoudl.network.tensors.TensorEngine;
import org.cryoudl.pipeline.config.SettingReason;
import org.cryoudl.pipeline.demo.DemoJob;
import org.cryoudl.pipeline.evaluate.ClassEvaluation;
import org.cryoudl.pipeline.files.OutputFolder;
import org.cryoudl.pipeline.inspect.Conversion;
import org.cryoudl.pipeline.model.ModelImport;
import org.cryoudl.pipeline.selection.SelectionReason;
import org.cryoudl.pipeline.shards.ShardReason;
import org.cryoudl.pipeline.state.RunState;
import org.cryoudl.pipeline.validation.Validator;
import org.cryoudl.training.run.TrainingRun;

/** How commands word what is wrong with files, folders, settings and devices. */
final class FileWording {

  private FileWording() {}

  static void addTo(Sentences sentences) {
    sentences
        .advise(OutputFolder.FileExists.class, "choose another folder or add --overwrite")
        .advise(DemoJob.FolderNotEmpty.class, "choose another folder with -o or add --overwrite")
        .advise(TrainingRun.RunExists.class, "continue it with --resume, or name another folder")
        .advise(RunState.OtherRun.class, "start it as it was started, or anew without --resume")
        .advise(
            StackResolver.StackNotFound.class,
            "name the folder that it is relative to with --project-dir")
        .advise(Conversion.ImagesNeeded.class, "leave out --metadata-only")
        .advise(Truth.ImagesMissing.class, "add --allow-missing to leave them out")
        .advise(ClassEvaluation.NoClass.class, "sort the particles with classify --classes K first")
        .advise(Validator.PartOnly.class, "--particles takes more")
        .advise(TensorEngine.NoSuchGpu.class, "use --device cpu or auto")
        .advise(ShardReason.Done.class, "run another one, or replace it with --overwrite")
        .advise(
            ShardReason.OtherCount.class,
            "divide the work into as many parts as before (--shard), or remove the folder");
    sentences
        .say(
            ShardReason.Missing.class,
            reason -> reason.problem() + "; run it with --shard " + reason.shard())
        .say(
            ShardReason.OtherRun.class,
            reason ->
                reason.problem()
                    + "; start all shards alike, or make it again with --shard "
                    + reason.shard()
                    + " --overwrite")
        .advise(ShardReason.TooMany.class, "divide the work into fewer with --shard I/N");
    sentences.say(NoRoom.class, reason -> reason.problem() + "; " + makingRoom(reason));
    metadata(sentences);
    settings(sentences);
    selection(sentences);
  }

  private static String makingRoom(NoRoom reason) {
    return switch (reason.limit()) {
      case DISK ->
          "make room there (df "
              + (reason.isOfFiles() ? "-i" : "-h")
              + " shows what is left), or write to another disk";
      case QUOTA -> "make room (quota -s shows what is left), or write to another disk";
      case FILE_SIZE -> "raise it with ulimit -f";
    };
  }

  private static void selection(Sentences sentences) {
    sentences
        .advise(SelectionReason.NoScores.class, "choose classes by --classes or --min-resolution")
        .advise(
            SelectionReason.NoRecommendation.class,
            "choose classes by --classes or --min-resolution")
        .advise(SelectionReason.NoResolutions.class, "choose classes by --classes");
  }

  private static void metadata(Sentences sentences) {
    sentences
        .say(
            ImplausibleCtf.class,
            reason ->
                reason.problem()
                    + ": correct it; align, classify and validate also leave the CTF out with --no-ctf")
        .say(
            MixedPixelSizes.class,
            reason ->
                String.format(
                    Locale.ROOT,
                    "%s, so take the particles of one size: cryoudl convert %s OUT%s --pixel-size %s",
                    reason.problem(),
                    reason.file(),
                    reason.file().toString().endsWith(".xmd") ? ".xmd" : ".star",
                    PixelSize.words(reason.size()).replace(" A", "")));
  }

  private static void settings(Sentences sentences) {
    sentences
        .say(
            SettingReason.NoKeyValue.class,
            reason -> "--set needs key=value, got '" + reason.setting() + "'")
        .say(
            SettingReason.NoKey.class,
            reason ->
                "--set needs key=value with a key such as optimiser.steps, got '"
                    + reason.setting()
                    + "'")
        .say(
            SettingReason.NoYaml.class,
            reason -> "--set " + reason.setting() + ": the value is not valid YAML")
        .say(SettingReason.Refused.class, reason -> "--set: " + reason.why())
        .say(
            ModelImport.SizesKnown.class,
            reason -> reason.problem() + "; leave out --set " + reason.setting())
        .say(
            ModelImport.NothingToNegate.class,
            reason ->
                String.format(
                    Locale.ROOT,
                    "--negate-angles is for network 'cartesian'; %s holds network '%s'",
                    reason.input(),
                    reason.network()))
        .say(
            ModelImport.DoesNotFit.class,
            reason ->
                reason.problem()
                    + "; set its sizes with --set:\n  "
                    + String.join("\n  ", reason.mismatches()));
  }
}
