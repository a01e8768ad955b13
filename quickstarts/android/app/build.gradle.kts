plugins { id("com.android.application") }

dependencies { implementation("com.google.ai.edge.litert:litert:1.4.0") }
