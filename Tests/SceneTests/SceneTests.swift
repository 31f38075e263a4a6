// SceneTests
