package macaw.labeling.jsonl;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import macaw.labeling.forms.Answer;
import macaw.labeling.outputs.Draw;
import macaw.labeling.prompts.Prompt;
import macaw.labeling.prompts.Sensitivity;
import macaw.labeling.prompts.Split;
import macaw.labeling.ranking.Ranking;
import macaw.labeling.ratings.OutputRating;
import macaw.labeling.snapshots.LabelRecord;
import macaw.labeling.snapshots.LineCodec;
import macaw.labeling.submissions.Content;
import macaw.records.FinishReason;
import macaw.records.VersionRef;

/**
 * One JSON object a line. A comparison's {@code ranking}, {@code ratings} and {@code shown_order} speak of outputs by their index in
 * {@code outputs}: {@code "ranking": [[0], [2, 1]]} is best first with 2 and 1 tied. Keys come in the order written here, seeds as unsigned
 * decimal text because JSON's numbers end at 2^53.
 */
public final class JsonLines implements LineCodec {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    @Override
    public String encode(LabelRecord label) {
        ObjectNode line = MAPPER.createObjectNode();
        line.put("schema", SCHEMA).put("id", label.origin().id().toString());
        switch (label) {
            case LabelRecord.Prompted(var origin, var written) -> writePrompt(line, origin.prompt(), written);
            case LabelRecord.Demonstrated(var origin, String response) ->
                line.put("prompt", origin.prompt().text()).put("response", response);
            case LabelRecord.Compared compared -> writeComparison(line, compared);
        }
        writeOrigin(line, label.origin());
        try {
            return MAPPER.writeValueAsString(line);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of text and numbers cannot be written", e);
        }
    }

    private static void writePrompt(ObjectNode line, Prompt brief, Content.WrittenPrompt written) {
        line.put("brief", brief.text())
                .put("prompt", written.whole())
                .put("style", lower(written.style()))
                .put("text", written.text());
        ArrayNode examples = line.putArray("examples");
        written.examples()
                .forEach(example ->
                        examples.addObject().put("input", example.input()).put("output", example.output()));
    }

    private static void writeOrigin(ObjectNode line, LabelRecord.Origin origin) {
        Prompt prompt = origin.prompt();
        line.put("labeler", origin.pseudonym())
                .put("simulated", origin.simulated())
                .put("imported", origin.imported())
                .put("split", lower(prompt.split()))
                .put("group", prompt.group())
                .put("category", prompt.category())
                .put("source", prompt.source())
                .put("language", prompt.language())
                .put("sensitive", prompt.sensitivity().sensitive())
                .put("content_warning", prompt.sensitivity().warning())
                .put("namespace", prompt.namespace())
                .put("project", prompt.project())
                .put("prompt_id", prompt.id())
                .put("guidelines", origin.guidelinesVersion())
                .put("comment", origin.comment())
                .put("adjudication", origin.adjudication())
                .put("duration_millis", origin.durationMillis())
                .put("submitted_at_micros", ChronoUnit.MICROS.between(Instant.EPOCH, origin.submittedAt()))
                .put("revision", origin.revision());
    }

    private static void writeComparison(ObjectNode line, LabelRecord.Compared compared) {
        List<UUID> ids =
                compared.outputs().stream().map(LabelRecord.ComparedOutput::id).toList();
        line.put("prompt", compared.origin().prompt().text());
        ArrayNode outputs = line.putArray("outputs");
        compared.outputs().forEach(output -> outputs.add(output.text()));
        ArrayNode ranking = line.putArray("ranking");
        compared.ranking().groups().forEach(group -> {
            ArrayNode tied = ranking.addArray();
            group.stream().mapToInt(ids::indexOf).sorted().forEach(tied::add);
        });
        ArrayNode ratings = line.putArray("ratings");
        for (OutputRating rating : inOrder(ids, compared.ratings())) {
            ObjectNode answers =
                    ratings.addObject().put("overall", rating.overall()).putObject("answers");
            rating.answers().forEach((question, answer) -> answers.put(question, lower(answer)));
        }
        line.put("form", compared.form());
        ArrayNode shown = line.putArray("shown_order");
        compared.shownOrder().stream().mapToInt(ids::indexOf).forEach(shown::add);
        ArrayNode sources = line.putArray("output_sources");
        compared.outputs().forEach(output -> writeSource(sources.addObject(), output));
    }

    private static void writeSource(ObjectNode source, LabelRecord.ComparedOutput output) {
        source.put("id", output.id().toString());
        output.firstDraw()
                .ifPresentOrElse(
                        draw -> source.put("policy_namespace", draw.policy().namespace())
                                .put("policy", draw.policy().name())
                                .put("version", draw.policy().number())
                                .put("manifest_sha256", draw.policy().manifestSha256())
                                .put("finish_reason", lower(draw.finishReason()))
                                .put("seed", Long.toUnsignedString(draw.seed()))
                                .put("sample", draw.sample()),
                        () -> source.put("imported_from", output.importedFrom()));
    }

    private static List<OutputRating> inOrder(List<UUID> ids, List<OutputRating> ratings) {
        return ratings.stream()
                .sorted((a, b) -> Integer.compare(ids.indexOf(a.output()), ids.indexOf(b.output())))
                .toList();
    }

    @Override
    public LabelRecord decode(String line) {
        try {
            JsonNode json = MAPPER.readTree(line);
            LabelRecord.Origin origin = origin(json);
            if (json.has("brief")) {
                return new LabelRecord.Prompted(origin, written(json));
            }
            return json.has("response")
                    ? new LabelRecord.Demonstrated(origin, json.path("response").asText())
                    : comparison(json, origin);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a snapshot's line is not JSON", e);
        }
    }

    private static Content.WrittenPrompt written(JsonNode json) {
        return new Content.WrittenPrompt(
                Content.WrittenPrompt.Style.valueOf(upper(json.path("style"))),
                json.path("text").asText(),
                stream(json.path("examples"))
                        .map(example -> new Content.WrittenPrompt.Example(
                                example.path("input").asText(),
                                example.path("output").asText()))
                        .toList());
    }

    private static LabelRecord.Origin origin(JsonNode json) {
        var prompt = new Prompt(
                json.path("namespace").asText(),
                json.path("project").asText(),
                json.path("prompt_id").asText(),
                json.path(json.has("brief") ? "brief" : "prompt").asText(),
                json.path("category").asText(),
                json.path("source").asText(),
                json.path("language").asText(),
                new Sensitivity(
                        json.path("sensitive").asBoolean(),
                        json.path("content_warning").asText()),
                json.path("group").asText(),
                Split.valueOf(upper(json.path("split"))));
        return new LabelRecord.Origin(
                UUID.fromString(json.path("id").asText()),
                json.path("revision").asLong(),
                prompt,
                json.path("labeler").asText(),
                json.path("simulated").asBoolean(),
                json.path("imported").asBoolean(),
                json.path("comment").asText(),
                json.path("guidelines").asInt(1),
                json.path("adjudication").asBoolean(),
                json.path("duration_millis").asInt(),
                Instant.EPOCH.plus(json.path("submitted_at_micros").asLong(), ChronoUnit.MICROS));
    }

    private static LabelRecord.Compared comparison(JsonNode json, LabelRecord.Origin origin) {
        JsonNode sources = json.path("output_sources");
        List<LabelRecord.ComparedOutput> outputs = IntStream.range(0, sources.size())
                .mapToObj(i -> output(json.path("outputs").get(i).asText(), sources.get(i)))
                .toList();
        List<UUID> ids = outputs.stream().map(LabelRecord.ComparedOutput::id).toList();
        List<List<UUID>> groups = stream(json.path("ranking"))
                .map(group -> stream(group).map(index -> ids.get(index.asInt())).toList())
                .toList();
        List<OutputRating> ratings = new ArrayList<>();
        // none where the comparison was imported without
        for (int i = 0; i < json.path("ratings").size(); i++) {
            JsonNode rating = json.path("ratings").get(i);
            ratings.add(new OutputRating(ids.get(i), rating.path("overall").asInt(), answers(rating.path("answers"))));
        }
        return new LabelRecord.Compared(
                origin,
                outputs,
                new Ranking(groups),
                ratings,
                json.path("form").asText(),
                stream(json.path("shown_order"))
                        .map(index -> ids.get(index.asInt()))
                        .toList());
    }

    private static LabelRecord.ComparedOutput output(String text, JsonNode source) {
        UUID id = UUID.fromString(source.path("id").asText());
        if (source.has("imported_from")) {
            return new LabelRecord.ComparedOutput(
                    id, text, Optional.empty(), source.path("imported_from").asText());
        }
        return new LabelRecord.ComparedOutput(
                id,
                text,
                new Draw(
                        new VersionRef(
                                source.path("policy_namespace").asText(),
                                source.path("policy").asText(),
                                source.path("version").asLong(),
                                source.path("manifest_sha256").asText()),
                        FinishReason.valueOf(upper(source.path("finish_reason"))),
                        Long.parseUnsignedLong(source.path("seed").asText()),
                        source.path("sample").asInt()));
    }

    private static TreeMap<String, Answer> answers(JsonNode json) {
        var answers = new TreeMap<String, Answer>();
        for (Map.Entry<String, JsonNode> answer : json.properties()) {
            answers.put(answer.getKey(), Answer.valueOf(upper(answer.getValue())));
        }
        return answers;
    }

    private static Stream<JsonNode> stream(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static String upper(JsonNode text) {
        return text.asText().toUpperCase(Locale.ROOT);
    }
}
