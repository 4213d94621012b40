package macaw.labeling.postgres;

import com.fasterxml.jackson.core.type.TypeReference;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import macaw.labeling.forms.Answer;
import macaw.labeling.labelers.Labeler;
import macaw.labeling.ranking.Ranking;
import macaw.labeling.ratings.OutputRating;
import macaw.labeling.submissions.Content;
import macaw.labeling.submissions.ExclusionCause;
import macaw.labeling.submissions.Submission;
import macaw.labeling.submissions.SubmissionState;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.Update;

/** Submissions and what they say, read and written. */
final class SubmissionRows {
    private static final TypeReference<TreeMap<String, Answer>> ANSWERS = new TypeReference<>() {};

    private static final TypeReference<List<Content.WrittenPrompt.Example>> EXAMPLES = new TypeReference<>() {};

    private SubmissionRows() {}

    static Submission submission(ResultSet row) throws SQLException {
        return new Submission(
                row.getString("namespace"),
                row.getObject("id", UUID.class),
                row.getObject("task_id", UUID.class),
                row.getObject("labeler_id", UUID.class),
                row.getObject("lease_id", UUID.class),
                row.getString("idempotency_key"),
                row.getString("fingerprint"),
                Arrays.asList((UUID[]) row.getArray("shown_order").getArray()),
                row.getInt("duration_millis"),
                row.getTimestamp("submitted_at").toInstant(),
                Places.terms(row),
                row.getString("comment"),
                row.getBoolean("adjudication"),
                SubmissionState.valueOf(row.getString("state")),
                Optional.ofNullable(row.getString("cause"))
                        .map(ExclusionCause::valueOf)
                        .orElse(null),
                row.getLong("revision"));
    }

    /** Who made it, of a submission's row with its labeler's subject, name, pseudonym, simulated and imported. */
    static Labeler labeler(ResultSet row) throws SQLException {
        return new Labeler(
                row.getString("namespace"),
                row.getObject("labeler_id", UUID.class),
                row.getString("subject"),
                row.getString("name"),
                row.getString("pseudonym"),
                row.getBoolean("simulated"),
                row.getBoolean("imported"));
    }

    static void insert(Handle handle, Submission submission, Content content) {
        var insert = handle.createUpdate("""
                        insert into submission
                            (namespace, id, task_id, labeler_id, lease_id, idempotency_key, fingerprint, shown_order,
                             duration_millis, submitted_at, guidelines_version, form_version, comment, adjudication,
                             state, cause, revision, response, style, examples)
                        values (:namespace, :id, :task, :labeler, :lease, :key, :fingerprint, :shown,
                                :duration, :submitted, :guidelines, :form, :comment, :adjudication,
                                :state, :cause, :revision, :response, :style, cast(:examples as jsonb))""")
                .bind("namespace", submission.namespace())
                .bind("id", submission.id())
                .bind("task", submission.task())
                .bind("labeler", submission.labeler())
                .bind("lease", submission.lease())
                .bind("key", submission.idempotencyKey())
                .bind("fingerprint", submission.fingerprint())
                .bindArray("shown", UUID.class, submission.shownOrder())
                .bind("duration", submission.durationMillis())
                .bind("submitted", submission.submittedAt())
                .bind("guidelines", submission.terms().guidelinesVersion())
                .bind("form", submission.terms().form())
                .bind("comment", submission.comment())
                .bind("adjudication", submission.adjudication())
                .bind("state", submission.state().name())
                .bind(
                        "cause",
                        Optional.ofNullable(submission.cause()).map(Enum::name).orElse(null))
                .bind("revision", submission.revision());
        bindText(insert, content).execute();
        if (content instanceof Content.Comparison(List<OutputRating> ratings, Ranking ranking)) {
            insertJudgements(handle, submission, ratings, ranking);
        }
    }

    /** Binds response, style and examples. */
    static Update bindText(Update update, Content content) {
        return switch (content) {
            case Content.WrittenPrompt(var style, String text, var examples) ->
                update.bind("response", text).bind("style", style.name()).bind("examples", Json.write(examples));
            case Content.Demonstration(String response) ->
                update.bind("response", response).bind("style", (String) null).bind("examples", (String) null);
            case Content.Comparison comparison ->
                update.bind("response", (String) null)
                        .bind("style", (String) null)
                        .bind("examples", (String) null);
        };
    }

    /** Writes state, cause and revision. */
    static void saveState(Handle handle, Submission submission) {
        handle.createUpdate("""
                        update submission set state = :state, cause = :cause, revision = :revision
                        where namespace = :namespace and id = :id""")
                .bind("namespace", submission.namespace())
                .bind("id", submission.id())
                .bind("state", submission.state().name())
                .bind(
                        "cause",
                        Optional.ofNullable(submission.cause()).map(Enum::name).orElse(null))
                .bind("revision", submission.revision())
                .execute();
    }

    static void insertJudgements(Handle handle, Submission submission, List<OutputRating> ratings, Ranking ranking) {
        PreparedBatch batch = handle.prepareBatch("""
                insert into judgement (namespace, submission_id, output_id, overall, answers, rank)
                values (:namespace, :submission, :output, :overall, cast(:answers as jsonb), :rank)""");
        Map<UUID, OutputRating> rated =
                ratings.stream().collect(Collectors.toMap(OutputRating::output, Function.identity()));
        for (UUID output : ranking.groups().stream().flatMap(List::stream).toList()) {
            // imported comparisons may come without ratings
            Optional<OutputRating> rating = Optional.ofNullable(rated.get(output));
            batch.bind("namespace", submission.namespace())
                    .bind("submission", submission.id())
                    .bind("output", output)
                    .bind("overall", rating.map(OutputRating::overall).orElse(null))
                    .bind(
                            "answers",
                            Json.write(rating.map(OutputRating::answers).orElseGet(TreeMap::new)))
                    .bind("rank", ranking.rankOf(output))
                    .add();
        }
        batch.execute();
    }

    /** What a submission of texts says; empty where it is a comparison. */
    static Optional<Content> text(ResultSet row) throws SQLException {
        String response = row.getString("response");
        String style = row.getString("style");
        if (response == null) {
            return Optional.empty();
        }
        return Optional.of(
                style == null
                        ? new Content.Demonstration(response)
                        : new Content.WrittenPrompt(
                                Content.WrittenPrompt.Style.valueOf(style),
                                response,
                                Json.read(row.getString("examples"), EXAMPLES)));
    }

    /** Of a judgement's row. */
    static TreeMap<String, Answer> answers(ResultSet row) throws SQLException {
        return Json.read(row.getString("answers"), ANSWERS);
    }

    /** One output's row of a comparison. */
    private record Judgement(UUID submission, UUID output, int rank, Optional<OutputRating> rating) {}

    /** What comparisons say, by submission. */
    static Map<UUID, Content> comparisons(Handle handle, String namespace, Collection<UUID> submissions) {
        Map<UUID, List<Judgement>> bySubmission = new HashMap<>();
        handle.createQuery("""
                        select submission_id, output_id, overall, answers, rank from judgement
                        where namespace = :namespace and submission_id = any(:submissions)""")
                .bind("namespace", namespace)
                .bindArray("submissions", UUID.class, submissions)
                .map((row, context) -> new Judgement(
                        row.getObject("submission_id", UUID.class),
                        row.getObject("output_id", UUID.class),
                        row.getInt("rank"),
                        rating(row)))
                .forEach(judgement -> bySubmission
                        .computeIfAbsent(judgement.submission(), id -> new ArrayList<>())
                        .add(judgement));
        Map<UUID, Content> contents = new HashMap<>();
        bySubmission.forEach((id, judgements) -> contents.put(id, comparison(judgements)));
        return contents;
    }

    /** Empty where the comparison was imported without ratings. */
    private static Optional<OutputRating> rating(ResultSet row) throws SQLException {
        int overall = row.getInt("overall");
        return row.wasNull()
                ? Optional.empty()
                : Optional.of(new OutputRating(row.getObject("output_id", UUID.class), overall, answers(row)));
    }

    private static Content comparison(List<Judgement> judgements) {
        var groups = new TreeMap<Integer, List<UUID>>();
        for (Judgement judgement : judgements) {
            groups.computeIfAbsent(judgement.rank(), rank -> new ArrayList<>()).add(judgement.output());
        }
        return new Content.Comparison(
                judgements.stream()
                        .map(Judgement::rating)
                        .flatMap(Optional::stream)
                        .toList(),
                new Ranking(List.copyOf(groups.values())));
    }
}
