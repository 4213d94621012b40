package macaw.artefacts.s3;

/** What an object says it is, for people who look at the bucket with other tools. */
final class ContentTypes {
    private ContentTypes() {}

    static String of(String key) {
        return key.endsWith(".json") ? "application/json" : "application/octet-stream";
    }
}
