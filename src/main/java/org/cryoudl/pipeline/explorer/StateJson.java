package org.cryoudl.pipeline.explorer;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.cryoudl.displacement.DisplacementField;
import org.cryoudl.io.picture.PictureFile;
import org.cryoudl.pipeline.correlate.Correlation;
import org.cryoudl.pipeline.correlate.OpenedAverage;
import org.cryoudl.pipeline.correlate.RatedAverage;
import org.cryoudl.pipeline.selection.ClassOverview;
import org.cryoudl.similarity.PairMeasures;
import org.cryoudl.similarity.PairPose;
import org.cryoudl.similarity.grouping.Dendrogram;
import org.cryoudl.similarity.grouping.PlaneMap;

/** What the page is told, as JSON. */
final class StateJson {

  private static final ObjectMapper JSON = new ObjectMapper();

  private StateJson() {}

  static ObjectNode of(Workspace.View view) {
    ObjectNode state = JSON.createObjectNode();
    state.put("revision", view.revision());
    ArrayNode files = state.putArray("files");
    Map<Path, Integer> indices = new HashMap<>();
    for (Path file : view.files()) {
      indices.put(file, indices.size());
      ObjectNode one = files.addObject();
      one.put("name", String.valueOf(file.getFileName()));
      one.put("path", file.toString());
      one.put("picture", PictureFile.isNamedSo(file));
      one.put("classification", Workspace.isClassification(file));
    }
    ArrayNode averages = state.putArray("averages");
    for (OpenedAverage each : view.averages()) {
      averages.add(average(each, indices.getOrDefault(each.file(), 0)));
    }
    state.set("chosen", JSON.valueToTree(view.chosen()));
    view.correlation().ifPresent(found -> state.set("found", found(found)));
    return state;
  }

  private static ObjectNode average(OpenedAverage average, int file) {
    ObjectNode one = JSON.createObjectNode();
    one.put("file", file);
    one.put("page", average.page());
    one.put("number", average.number());
    one.put("x", average.box().x());
    one.put("y", average.box().y());
    one.put("width", average.box().width());
    one.put("height", average.box().height());
    one.put("side", average.image().box());
    one.put("empty", average.empty());
    if (average.known().isPresent()) {
      ClassOverview.Entry known = average.known().get();
      one.put("particles", known.particles());
      one.put("share", known.share());
      put(one, "resolution", known.resolutionAngstroms());
      put(one, "score", known.score());
      known.recommended().ifPresent(advice -> one.put("recommended", advice));
    }
    return one;
  }

  private static void put(ObjectNode node, String name, OptionalDouble value) {
    value.ifPresent(number -> node.put(name, number));
  }

  private static ObjectNode found(Correlation found) {
    ObjectNode node = JSON.createObjectNode();
    ArrayNode quality = node.putArray("quality");
    for (RatedAverage each : found.opened()) {
      ObjectNode one = quality.addObject();
      one.put("score", each.quality().score());
      one.put("texture", each.quality().texture());
      one.put("edges", each.quality().edges());
      one.put("contrast", each.quality().contrast());
      put(one, "detail", each.quality().resolutionPixels());
    }
    ArrayNode compared = node.putArray("compared");
    for (int i = 0; i < found.opened().size(); i++) {
      if (!found.opened().get(i).average().empty()) {
        compared.add(i);
      }
    }
    ArrayNode joints = node.putArray("joints");
    for (Dendrogram.Joint joint : found.tree().joints()) {
      joints.addArray().add(joint.left()).add(joint.right()).add(joint.similarity());
    }
    node.set("order", JSON.valueToTree(found.tree().leafOrder()));
    node.put("threshold", found.threshold());
    node.set("places", JSON.valueToTree(PlaneMap.of(found.similarities())));
    return node;
  }

  /** A pair of compared averages. */
  static ObjectNode pair(Correlation found, int i, int j) {
    PairMeasures measures = found.similarities().measures(i, j);
    PairPose pose =
        found.similarities().pose(i, j, found.compared().get(i).average().image().box());
    ObjectNode node = JSON.createObjectNode();
    node.put("score", found.similarities().score(i, j));
    node.put("weighted", found.weighted(i, j));
    node.put("ncc", measures.ncc());
    node.put("ssim", measures.ssim());
    node.put("mutualInformation", measures.mutualInformation());
    node.put("rotation", pose.pose().psiDegrees());
    node.put("mirrored", pose.mirrored());
    double[] shift = pose.pose().apply(0, 0);
    node.put("shiftX", shift[0]);
    node.put("shiftY", shift[1]);
    node.put("refined", found.similarities().isRefined(i, j));
    return node;
  }

  static ObjectNode field(DisplacementField field) {
    ObjectNode node = JSON.createObjectNode();
    node.put("columns", field.columns());
    node.put("rows", field.rows());
    node.put("trusted", field.trusted());
    node.put("roughness", field.roughness());
    node.set("vectors", JSON.valueToTree(field.vectors()));
    return node;
  }

  static String failure(String sentence) {
    return JSON.createObjectNode().put("error", sentence).toString();
  }

  static String text(Map<String, ?> values) {
    return JSON.valueToTree(values).toString();
  }

  static String lines(List<String> lines) {
    return JSON.createObjectNode().set("lines", JSON.valueToTree(lines)).toString();
  }
}
