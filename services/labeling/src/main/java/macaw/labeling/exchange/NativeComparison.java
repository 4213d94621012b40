package macaw.labeling.exchange;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.labeling.forms.Answer;
import macaw.labeling.outputs.Draw;
import macaw.labeling.outputs.Output;
import macaw.labeling.ranking.Ranking;
import macaw.labeling.ratings.OutputRating;
import macaw.records.FinishReason;
import macaw.records.VersionRef;
import macaw.rowfiles.Value;

/** A comparison in a snapshot's line: rankings, ratings and orders speak of outputs by their index. */
record NativeComparison(Cells cells) {
    private static final int FEWEST = 2;
    private static final int MOST = 9;

    List<Output> outputs() {
        List<Value> texts = cells.many("outputs");
        List<Value> sources = cells.many("output_sources");
        if (texts.size() < FEWEST || texts.size() > MOST) {
            throw new CellRefused(
                    "outputs",
                    ErrorCode.K_OUT_OF_RANGE,
                    "outputs must hold " + FEWEST + " to " + MOST + ", holds " + texts.size());
        }
        requireOneEach("output_sources", sources, texts.size());
        List<Output> outputs = new ArrayList<>();
        for (int i = 0; i < texts.size(); i++) {
            String text = PlainLabels.checkedAnswer("outputs", Cells.text("outputs", texts.get(i)));
            outputs.add(output(text, Cells.within("output_sources", sources.get(i))));
        }
        if (new HashSet<>(outputs.stream().map(Output::id).toList()).size() < outputs.size()) {
            throw Cells.refused("output_sources", "has an id twice");
        }
        return outputs;
    }

    private static Output output(String text, Cells source) {
        UUID id = NativeLabels.uuid("output_sources", source.required("id"));
        Optional<String> importedFrom = source.text("imported_from");
        return importedFrom.isPresent()
                ? new Output(id, text, List.of(), importedFrom.get())
                : new Output(id, text, List.of(draw(source)));
    }

    private static Draw draw(Cells source) {
        try {
            return new Draw(
                    new VersionRef(
                            source.required("policy_namespace"),
                            source.required("policy"),
                            source.whole("version", 0, 1, Long.MAX_VALUE),
                            source.required("manifest_sha256")),
                    FinishReason.valueOf(source.required("finish_reason").toUpperCase(Locale.ROOT)),
                    Long.parseUnsignedLong(source.required("seed")),
                    (int) source.whole("sample", 0, 0, Integer.MAX_VALUE));
        } catch (CodedException | IllegalArgumentException e) {
            throw Cells.refused("output_sources", "is no draw: " + e.getMessage());
        }
    }

    Ranking ranking(List<UUID> outputs) {
        List<List<UUID>> groups = cells.many("ranking").stream()
                .map(group -> group instanceof Value.Many(List<Value> indices) ? indices : List.<Value>of())
                .map(indices -> indices.stream()
                        .map(index -> outputs.get(Cells.index("ranking", index, outputs.size())))
                        .toList())
                .toList();
        return Cells.checked("ranking", () -> {
            var ranking = new Ranking(groups);
            ranking.checkCovers(new HashSet<>(outputs));
            return ranking;
        });
    }

    /** None, or one each. */
    List<OutputRating> ratings(List<UUID> outputs) {
        List<Value> rows = cells.many("ratings");
        if (rows.isEmpty()) {
            return List.of();
        }
        requireOneEach("ratings", rows, outputs.size());
        List<OutputRating> ratings = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            Cells rating = Cells.within("ratings", rows.get(i));
            UUID output = outputs.get(i);
            int overall = (int) rating.whole("overall", 0, Integer.MIN_VALUE, Integer.MAX_VALUE);
            TreeMap<String, Answer> answers = answers(rating);
            ratings.add(Cells.checked("ratings", () -> new OutputRating(output, overall, answers)));
        }
        return ratings;
    }

    private static TreeMap<String, Answer> answers(Cells rating) {
        var answers = new TreeMap<String, Answer>();
        if (rating.value("answers").orElse(null) instanceof Value.Fields(var given)) {
            given.forEach((question, word) -> answers.put(question, answer(Cells.text("answers", word))));
        }
        return answers;
    }

    private static Answer answer(String word) {
        return switch (word) {
            case "yes" -> Answer.YES;
            case "no" -> Answer.NO;
            case "not_applicable" -> Answer.NOT_APPLICABLE;
            default ->
                throw Cells.refused("ratings", "has the answer \"" + word + "\": yes, no and not_applicable are known");
        };
    }

    /** Nothing where nobody knows, or each output once. */
    List<UUID> shownOrder(List<UUID> outputs) {
        List<UUID> shown = cells.many("shown_order").stream()
                .map(index -> outputs.get(Cells.index("shown_order", index, outputs.size())))
                .toList();
        if (!shown.isEmpty() && new HashSet<>(shown).size() != outputs.size()) {
            throw Cells.refused("shown_order", "must name each output once");
        }
        return shown;
    }

    private static void requireOneEach(String field, List<Value> values, int outputs) {
        if (values.size() != outputs) {
            throw Cells.refused(field, "must hold one of each of the " + outputs + " outputs, holds " + values.size());
        }
    }
}
