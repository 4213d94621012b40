package macaw.labeling.assembly;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;

import com.google.protobuf.ByteString;
import com.google.rpc.BadRequest;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import macaw.chassis.access.Roles;
import macaw.chassis.testing.TestKeys;
import macaw.labeling.texts.Sha256;
import macaw.v1.CreateSnapshotRequest;
import macaw.v1.ExchangeServiceGrpc;
import macaw.v1.ExportShapeRequest;
import macaw.v1.FileChunk;
import macaw.v1.FileHeader;
import macaw.v1.FreezeSnapshotRequest;
import macaw.v1.LabelsImported;
import macaw.v1.Project;
import macaw.v1.PromptFileAdded;
import macaw.v1.SnapshotManifest;
import macaw.v1.SnapshotRef;
import macaw.v1.TaskKind;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Files in and shapes out, over REST and gRPC alike. */
@QuarkusTest
@QuarkusTestResource(LabelingParts.class)
@Tag("integration")
class ExchangeTest extends RunningLabeling {
    private static Response upload(String project, String format, byte[] file) {
        return rest(TestKeys.key(Roles.OPERATOR))
                .contentType("application/octet-stream")
                .body(file)
                .post("/v1/projects/" + project + "/prompts/file?format=" + format);
    }

    private PromptFileAdded stream(String project, String format, byte[] file) throws Exception {
        var answer = new Answering<PromptFileAdded>();
        var chunks = ExchangeServiceGrpc.newStub(operator.getChannel()).addPromptFile(answer);
        int half = file.length / 2;
        chunks.onNext(FileChunk.newBuilder()
                .setHeader(FileHeader.newBuilder().setProject(project).setFormat(format))
                .setData(ByteString.copyFrom(file, 0, half))
                .build());
        chunks.onNext(FileChunk.newBuilder()
                .setData(ByteString.copyFrom(file, half, file.length - half))
                .build());
        chunks.onCompleted();
        return answer.get();
    }

    @Test
    void aFileOfPromptsIsAddedOverRestAndOverGrpc() throws Exception {
        demonstrations("filed", 1);
        byte[] csv = "id,text,shade\nx,\"Write, please\",blue\ny,Count,red\n".getBytes(UTF_8);
        upload("filed", "csv", csv)
                .then()
                .statusCode(200)
                .body("added", equalTo(2))
                .body("alreadyThere", equalTo(0))
                .body("ignored", contains("shade"));
        assertThat(stream("filed", "csv", csv).getAlreadyThere()).isEqualTo(2);
        try (var parquet = ExchangeTest.class.getResourceAsStream("/rows/zstd.parquet")) {
            upload("filed", "parquet", parquet.readAllBytes())
                    .then()
                    .statusCode(200)
                    .body("added", equalTo(3));
        }
        assertRefused("PROJECT_UNKNOWN", () -> stream("nowhere", "csv", csv));
        assertRefused("REQUEST_INVALID", () -> stream("filed", "xlsx", csv));
        upload("filed", "xlsx", csv).then().statusCode(400).body("code", equalTo("REQUEST_INVALID"));
        rest(labelerKey("Anna", false))
                .contentType("application/octet-stream")
                .body(csv)
                .post("/v1/projects/filed/prompts/file?format=csv")
                .then()
                .statusCode(403);
    }

    @Test
    void aFileMayBeLargeAndNothingElseMay() {
        demonstrations("large", 1);
        String row = "{\"text\":\"" + "x".repeat(19_990) + "%06d\"}\n";
        byte[] file = IntStream.range(0, 900)
                .mapToObj(row::formatted)
                .collect(Collectors.joining())
                .getBytes(UTF_8);
        assertThat(file.length).isGreaterThan(17 << 20);
        upload("large", "jsonl", file).then().statusCode(200).body("added", equalTo(900));
        rest(TestKeys.key(Roles.OPERATOR))
                .body(file)
                .post("/v1/projects/large/prompts")
                .then()
                .statusCode(413);
    }

    @Test
    void badRowsAreInTheProblemAndInTheStatus() {
        demonstrations("strict", 1);
        byte[] file = "{\"id\":\"ok\",\"text\":\"x\"}\n{\"id\":\"bad\",\"text\":\" \"}\nrubbish\n".getBytes(UTF_8);
        upload("strict", "jsonl", file)
                .then()
                .statusCode(400)
                .contentType(startsWith("application/problem+json"))
                .body("code", equalTo("ROW_INVALID"))
                .body("badRows", equalTo(2))
                .body("rows.row", contains(2, 3))
                .body("rows.code", contains("PROMPT_EMPTY", "ROW_INVALID"))
                .body("rows.field", contains("text", ""))
                .body("rows[0].detail", equalTo("text has no text in it"));
        StatusRuntimeException refusal =
                catchThrowableOfType(StatusRuntimeException.class, () -> stream("strict", "jsonl", file));
        BadRequest rows = StatusProto.fromThrowable(refusal).getDetailsList().stream()
                .filter(detail -> detail.is(BadRequest.class))
                .findFirst()
                .map(ExchangeTest::unpacked)
                .orElseThrow();
        assertThat(rows.getFieldViolationsList())
                .extracting(BadRequest.FieldViolation::getField, BadRequest.FieldViolation::getReason)
                .containsExactly(tuple("row 2, text", "PROMPT_EMPTY"), tuple("row 3", "ROW_INVALID"));
        assertRefused("ROW_INVALID", () -> stream("strict", "jsonl", file));
        byte[] known = "{\"id\":\"p0\",\"text\":\"another\"}".getBytes(UTF_8);
        upload("strict", "jsonl", known).then().statusCode(409).body("rows.field", contains("id"));
    }

    private static BadRequest unpacked(com.google.protobuf.Any detail) {
        try {
            return detail.unpack(BadRequest.class);
        } catch (com.google.protobuf.InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void labelsAreImportedOverRestAndOverGrpcAndComeOutAgain() throws Exception {
        operator.createProject(Project.newBuilder()
                .setName("imported")
                .setKind(TaskKind.TASK_KIND_COMPARISON)
                .addPolicies("sft@3")
                .build());
        byte[] pairs = "{\"prompt\":\"Name a fruit.\",\"chosen\":\"Apple\",\"rejected\":\"Stone\"}\n".getBytes(UTF_8);
        rest(TestKeys.key(Roles.OPERATOR))
                .contentType("application/octet-stream")
                .body(pairs)
                .post("/v1/projects/imported/import?format=trl-preference&source=fruits&labeler=crowd")
                .then()
                .statusCode(200)
                .body("added", equalTo(1))
                .body("prompts", equalTo(1))
                .body("leftOutCount", equalTo(0));
        var answer = new Answering<LabelsImported>();
        var chunks = ExchangeServiceGrpc.newStub(operator.getChannel()).importLabels(answer);
        chunks.onNext(FileChunk.newBuilder()
                .setHeader(FileHeader.newBuilder()
                        .setProject("imported")
                        .setLabels("trl-preference")
                        .setSource("fruits")
                        .setLabelerPseudonym("crowd"))
                .setData(ByteString.copyFrom(pairs))
                .build());
        chunks.onCompleted();
        assertThat(answer.get().getAlreadyThere()).isOne();

        String id = rest(TestKeys.key(Roles.OPERATOR))
                .body("{\"labelers\":[\"crowd\"],\"simulated\":\"exclude\"}")
                .post("/v1/projects/imported/snapshots")
                .then()
                .statusCode(200)
                .body("records", equalTo(1))
                .body("lineSchema", equalTo(2))
                .body("filters.labelers", contains("crowd"))
                .body("filters.simulated", equalTo("exclude"))
                .body("contents.imported", equalTo(1))
                .body("contents.policies.fruits", equalTo(2))
                .extract()
                .path("id");
        SnapshotManifest manifest = ExchangeServiceGrpc.newBlockingStub(operator.getChannel())
                .getManifest(SnapshotRef.newBuilder().setSnapshotId(id).build());
        assertThat(manifest.getPoliciesMap()).containsEntry("fruits", 2L);
        assertThat(manifest.getFilters().getLabelersList()).containsExactly("crowd");
        assertThat(manifest.getFilters().getWithoutSimulated()).isTrue();
        assertThat(ExchangeServiceGrpc.newBlockingStub(operator.getChannel())
                        .freezeSnapshot(FreezeSnapshotRequest.newBuilder()
                                .setProject("imported")
                                .setFilters(manifest.getFilters())
                                .build()))
                .isEqualTo(manifest);
        assertThat(get("/v1/snapshots/" + id + "/trl/preference")).isEqualTo(new String(pairs, UTF_8));

        // the trainer's way to it
        var record = as(TestKeys.key(Roles.SERVICE))
                .exportSnapshot(SnapshotRef.newBuilder().setSnapshotId(id).build())
                .next()
                .getComparison();
        assertThat(record.getImported()).isTrue();
        assertThat(record.getRankingCount()).isEqualTo(2);
        assertThat(record.getOutputs(0).hasPolicy()).isFalse();
        assertThat(record.getOutputs(0).getImportedFrom()).isEqualTo("fruits");

        rest(TestKeys.key(Roles.OPERATOR))
                .contentType("application/octet-stream")
                .body("{\"prompt\":\"a\",\"chosen\":\"b\"}".getBytes(UTF_8))
                .post("/v1/projects/imported/import?format=trl-preference")
                .then()
                .statusCode(400)
                .body("rows[0].field", equalTo("rejected"));
        rest(labelerKey("Anna", false))
                .contentType("application/octet-stream")
                .body(pairs)
                .post("/v1/projects/imported/import?format=trl-preference")
                .then()
                .statusCode(403);
    }

    @Test
    void aSnapshotHasTheSameRowsInAShapeOverRestAndGrpcForEver() {
        comparisons("shaped", 2, 3);
        collect("shaped");
        var anna = as(labelerKey("Anna", true));
        for (int i = 0; i < 2; i++) {
            anna.submitComparison(comparison(next(anna, "shaped")).build());
        }
        String id = operator.createSnapshot(
                        CreateSnapshotRequest.newBuilder().setProject("shaped").build())
                .getSnapshotId();
        String path = "/v1/snapshots/" + id + "/trl/";
        String pairs = get(path + "preference");
        // two outputs tied above a third: two pairs a prompt
        assertThat(pairs.lines()).hasSize(4).allMatch(line -> line.startsWith("{\"prompt\":\"Write shaped "));
        assertThat(Sha256.hex(get(path + "preference"))).isEqualTo(Sha256.hex(pairs));
        List<String> lines = new ArrayList<>();
        ExchangeServiceGrpc.newBlockingStub(operator.getChannel())
                .exportShape(ExportShapeRequest.newBuilder()
                        .setSnapshot(SnapshotRef.newBuilder().setSnapshotId(id))
                        .setShape("preference")
                        .build())
                .forEachRemaining(line -> lines.add(line.getLine()));
        assertThat(lines).containsExactlyElementsOf(pairs.lines().toList());
        assertThat(get(path + "unpaired").lines()).hasSize(6).allMatch(line -> line.endsWith("\"label\":true}"));
        assertThat(get(path + "unpaired?threshold=6").lines()).allMatch(line -> line.endsWith("\"label\":false}"));
        assertThat(get(path + "unpaired?question=hallucination").lines())
                .allMatch(line -> line.endsWith("\"label\":true}"));
        assertThat(get(path + "unpaired?question=hallucination&good=yes").lines())
                .allMatch(line -> line.endsWith("\"label\":false}"));
        for (String wrong : List.of("prompt-completion", "pairs", "unpaired?question=hallucination&good=maybe")) {
            rest(TestKeys.key(Roles.SERVICE))
                    .get(path + wrong)
                    .then()
                    .statusCode(400)
                    .body("code", equalTo("REQUEST_INVALID"));
        }
        rest(labelerKey("Bert", false)).get(path + "preference").then().statusCode(403);
    }

    private static String get(String path) {
        return rest(TestKeys.key(Roles.SERVICE))
                .get(path)
                .then()
                .statusCode(200)
                .contentType(startsWith("application/x-ndjson"))
                .extract()
                .asString();
    }
}
