// AccessTests
