package macaw.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;

/**
 * A project with enough to do, and labelers.
 *
 * @param address of the labeling service, from MACAW_LABELING
 * @param project made for this run
 * @param keys one a labeler
 */
record LabelingRoom(String address, String project, List<String> keys) {
    private static final int PROMPTS = 20_000;
    private static final int AT_ONCE = 5_000;
    private static final int OVERLAP = 3;
    private static final ObjectMapper JSON = new ObjectMapper();

    static LabelingRoom prepare(int labelers) {
        Door door = Door.of("MACAW_LABELING");
        String project = "load-" + UUID.randomUUID().toString().substring(0, 8);
        try (HttpClient client = HttpClient.newHttpClient()) {
            var caller = new Caller(client, door.address(), door.key());
            caller.post("/v1/projects", Map.of("name", project, "kind", "demonstration", "overlap", OVERLAP));
            for (int first = 0; first < PROMPTS; first += AT_ONCE) {
                caller.post(
                        "/v1/projects/" + project + "/prompts",
                        Map.of(
                                "prompts",
                                IntStream.range(first, first + AT_ONCE)
                                        .mapToObj(i -> Map.of(
                                                "id", "p" + i, "text", "Write a shopping list for " + i + " people."))
                                        .toList()));
            }
            List<String> keys = new ArrayList<>();
            for (int i = 0; i < labelers; i++) {
                keys.add(caller.post("/v1/labelers", Map.of("name", "load", "simulated", true))
                        .path("key")
                        .asText());
            }
            return new LabelingRoom(door.address(), project, keys);
        } catch (IOException e) {
            throw new IllegalStateException("the labeling service at " + door.address() + " cannot be called", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private record Caller(HttpClient client, String address, String key) {
        JsonNode post(String path, Object body) throws IOException, InterruptedException {
            HttpResponse<byte[]> response = client.send(
                    HttpRequest.newBuilder(URI.create(address + path))
                            .header("Authorization", "Bearer " + key)
                            .header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)))
                            .build(),
                    HttpResponse.BodyHandlers.ofByteArray());
            JsonNode answer = JSON.readTree(response.body());
            if (response.statusCode() >= 300) {
                throw new IllegalStateException(path + " was answered with " + answer);
            }
            return answer;
        }
    }
}
