package macaw.cycle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import macaw.localstack.Address;

/** One service, called over REST with one key. */
record JsonCaller(Address address, String key) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What came back; the body is the last line of it where it is a stream of lines. */
    record Reply(int status, String type, JsonNode body) {
        String text(String field) {
            return body.path(field).asText();
        }
    }

    Reply get(String path) {
        return send(path, HttpRequest.newBuilder());
    }

    Reply post(String path, Object body) {
        try {
            return send(
                    path,
                    HttpRequest.newBuilder()
                            .header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body))));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Sends a file as it is. */
    Reply postFile(String path, byte[] file) {
        return send(
                path,
                HttpRequest.newBuilder()
                        .header("Content-Type", "application/octet-stream")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(file)));
    }

    /** The lines of a stream. */
    List<JsonNode> lines(String path) {
        return text(path, HttpRequest.newBuilder())
                .body()
                .lines()
                .map(line -> {
                    try {
                        return JSON.readTree(line);
                    } catch (IOException e) {
                        throw new AssertionError(line, e);
                    }
                })
                .toList();
    }

    private Reply send(String path, HttpRequest.Builder request) {
        HttpResponse<String> reply = text(path, request);
        String type = reply.headers().firstValue("Content-Type").orElse("");
        try {
            return new Reply(
                    reply.statusCode(), type, JSON.readTree(reply.body().lines().reduce("", (first, last) -> last)));
        } catch (IOException e) {
            throw new AssertionError(reply.body(), e);
        }
    }

    private HttpResponse<String> text(String path, HttpRequest.Builder request) {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                    request.uri(URI.create(address.url() + path))
                            .timeout(Duration.ofMinutes(1))
                            .header("Authorization", "Bearer " + key)
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(path + " does not answer", e);
        }
    }
}
